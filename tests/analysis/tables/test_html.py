"""A table of words as HTML: what is text stays text."""

import pandas as pd

from analysis.tables.html import as_html

TABLE = pd.DataFrame({"Figure <b>": ["1 & 2"]}, index=pd.Index(["la_code"], name="Name"))


def test_text_cannot_become_markup():
    html = as_html(TABLE, 'A "table" <i>')
    assert '<th scope="col">Figure &lt;b&gt;</th>' in html
    assert "<td>1 &amp; 2</td>" in html
    assert "<caption>A &quot;table&quot; &lt;i&gt;</caption>" in html


def test_long_names_of_the_database_may_break_after_an_underscore():
    assert '<th scope="row">la_<wbr>code</th>' in as_html(TABLE, "Names")


def test_a_table_is_named_and_reached_by_keyboard():
    assert as_html(TABLE, "Names").startswith('<div class="figures" role="region" tabindex="0" aria-label="Names">')
