{#- Breakdowns by who the child is: such a count is never divided by all children. -#}
{% macro groups_of_children() -%} ('age', 'sex', 'ethnicity', 'ethnicity_detailed') {%- endmacro %}
