"""The pages by the name of their view, with the title in the navigation; the first is the front page."""

PAGES = {
    "summary": "Summary",
    "gradient": "Gradient",
    "my_area": "My area",
    "compare": "Compare",
    "maps": "Maps",
    "evidence": "Evidence",
    "data": "Data and quality",
}
