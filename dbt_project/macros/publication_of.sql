{#- The publication that a raw table, or a release of one, belongs to: dfe__cin of dfe__cin_b1_episodes. -#}
{% macro publication_of(name) -%} regexp_extract({{ name }}, '^[a-z]+__[a-z0-9]+') {%- endmacro %}
