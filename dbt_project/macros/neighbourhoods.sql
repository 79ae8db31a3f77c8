{#- Children aged 0 to 17 of a neighbourhood; where only those aged 0 to 15 are published, 18/16 of them (assumed). -#}
{% macro children_0_17(published, aged_0_15) -%}
    cast(coalesce({{ published }}, round({{ aged_0_15 }} * 18 / 16)) as integer)
{%- endmacro %}

{#- Which indicator the events of a stage are: what starts in the year, except care, which is counted on 31 March. -#}
{% macro stage_indicator(stage) -%}
    case {{ stage }}
        when 'referral' then 'referrals'
        when 'assessment' then 'assessments'
        when 'cin' then 'cin_started'
        when 'cpp' then 'cpp_started'
        when 'cla' then 'cla_at_31_march'
        else {{ stage }}
    end
{%- endmacro %}

{#- The financial year that a day falls in, by the year it ends in. -#}
{% macro financial_year_of(day) -%}
    cast(year({{ day }}) + case when month({{ day }}) >= 4 then 1 else 0 end as integer)
{%- endmacro %}

{#- Events of a known neighbourhood, by year, stage and one kind of stratum. -#}
{% macro events_by_stratum(events, stratum_type, stratum) -%}
    select
        dataset_id,
        lsoa_code,
        financial_year_end,
        stage,
        {{ stratum_type }} as stratum_type,
        {{ stratum }} as stratum,
        cast(count(*) as integer) as events_count

    from {{ events }}

    where lsoa_code is not null

    group by dataset_id, lsoa_code, financial_year_end, stage, stratum_type, stratum
{%- endmacro %}
