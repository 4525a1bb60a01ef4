"""The service: a page, a JSON endpoint and feeds over `index`; thin, no search logic.

    arguments ──params──▶ SearchRequest ──live──▶ Results ──pages, api, feeds──▶ HTML, JSON, CSV, Atom
    any error ──problems──▶ problem+json or a page with the same words

`searchsvc.app.create_app` puts it together.
"""
