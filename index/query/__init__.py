"""From what a person types to what an engine evaluates.

text ──parser.parse──▶ tree over "text", "title", … ──ranking.weigh──▶ weighted tree over index.fields
     ◀──render.render──
"""
