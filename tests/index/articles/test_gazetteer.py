"""The tables of provinces and the hosts that belong to them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.articles.gazetteer import PROVINCES_FILE
from index.articles.gazetteer import VARIABLE
from index.articles.gazetteer import phone_codes
from index.articles.gazetteer import province_names
from index.articles.gazetteer import province_of_host
from index.articles.gazetteer import read_gazetteer
from index.articles.gazetteer import successor_names
from index.articles.gazetteer import successor_of
from index.errors import SourceError


def test_every_province_has_one_of_34_successors() -> None:
    assert len(province_names()) == 63
    assert len(successor_names()) == 34
    assert set(successor_of()) == set(province_names())
    assert set(successor_of().values()) == set(successor_names())


@pytest.mark.parametrize(
    ("province", "name", "successor", "successor_name"),
    [
        ("bac-giang", "Bắc Giang", "bac-ninh", "Bắc Ninh"),
        ("bac-kan", "Bắc Kạn", "thai-nguyen", "Thái Nguyên"),
        ("binh-dinh", "Bình Định", "gia-lai", "Gia Lai"),
        ("thua-thien-hue", "Thừa Thiên Huế", "hue", "Huế"),
        ("ha-noi", "Hà Nội", "ha-noi", "Hà Nội"),
    ],
)
def test_province_leads_to_its_successor(
    province: str, name: str, successor: str, successor_name: str
) -> None:
    assert province_names()[province] == name
    assert successor_of()[province] == successor
    assert successor_names()[successor] == successor_name


@pytest.mark.parametrize(
    ("host", "province"),
    [
        ("congdoanbackan.org.vn", "bac-kan"),
        ("www.danang.gov.vn", "da-nang"),
        ("quangninh.quangbinh.gov.vn", "quang-binh"),
        ("hoabinh.baclieu.gov.vn", "bac-lieu"),
        ("congan.langson.gov.vn", "lang-son"),
        ("sonnptnt.lamdong.gov.vn", "lam-dong"),
        ("congdoan.bentre.gov.vn", "ben-tre"),
        ("ldldlongan.org.vn", "long-an"),
        ("baobinhduong.vn", "binh-duong"),
        ("hungyentv.vn", "hung-yen"),
        ("hungyen.gdt.gov.vn", "hung-yen"),
        ("kiemtra.gdt.gov.vn", None),
        ("laodong.vn", None),
        ("tphcm.chinhphu.vn", None),
        ("nld.com.vn", None),
        ("thaibinh.com", None),
        ("gmail.com", None),
        ("", None),
    ],
)
def test_province_of_a_host(host: str, province: str | None) -> None:
    assert province_of_host(host) == province


def test_old_telephone_codes_come_on_request() -> None:
    assert phone_codes(old=False)["0252"] == "binh-thuan"
    assert "0320" not in phone_codes(old=False)
    assert phone_codes(old=True)["0320"] == "hai-duong"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data.pop("districts"), "“districts” is missing"),
        (lambda data: data["provinces"][0].pop("name"), "record 1 of “provinces” lacks name"),
    ],
)
def test_damaged_file_is_named_with_what_is_wrong(
    tmp_path: Path, damage: object, message: str
) -> None:
    data = json.loads(PROVINCES_FILE.read_text(encoding="utf-8"))
    assert callable(damage)
    damage(data)
    path = tmp_path / "provinces.json"
    path.write_text(json.dumps(data), encoding="utf-8")

    with pytest.raises(SourceError, match=message) as caught:
        read_gazetteer(path)
    assert str(path) in str(caught.value)


def read_page(provinces: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command on a page, with a gazetteer of one's own; what is read is kept per process."""
    page = folder / "page.txt"
    page.write_text("Mở tủ sách\nLĐLĐ tỉnh Cao Bằng mở tủ sách.", encoding="utf-8")
    command = [sys.executable, "-m", "cli", "extract", "--json", str(page)]
    environ = {**os.environ, VARIABLE: str(provinces)}
    return subprocess.run(command, env=environ, text=True, capture_output=True, check=False)


def test_a_gazetteer_of_ones_own_takes_the_place_of_the_package_s(tmp_path: Path) -> None:
    own = tmp_path / "provinces.json"
    text = PROVINCES_FILE.read_text(encoding="utf-8")
    own.write_text(text.replace('"cao-bang"', '"caobang"'), encoding="utf-8")

    assert json.loads(read_page(own, tmp_path).stdout)[0]["about"] == ["caobang"]


def test_a_wrong_gazetteer_of_ones_own_is_an_error_that_names_the_fix(tmp_path: Path) -> None:
    answer = read_page(tmp_path / "nowhere.json", tmp_path)

    assert answer.returncode == 1
    assert "nowhere.json" in answer.stderr
    assert f"unset {VARIABLE}" in answer.stderr


@pytest.mark.parametrize("content", ["", "{", "[]", None])
def test_unreadable_file_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "provinces.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(SourceError, match=r"provinces\.json"):
        read_gazetteer(path)
