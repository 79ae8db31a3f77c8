{#- Generated from ingestion/sources by `python -m ingestion sources --write`: do not edit. -#}
{% macro registry_tables(layout) -%}
{{ return({
    "ees": [
        {
            "source": "dfe",
            "name": "dfe__cin_b1_episodes",
            "filters": [],
            "measures": [
                "Anypoint_episodes",
                "Anypoint_child",
                "Started_episodes",
                "Started_child",
                "Ended_episodes",
                "Ended_child",
                "At31_episodes",
                "awaiting_assessment"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__cin_c1_referrals",
            "filters": [],
            "measures": [
                "referral_count",
                "rereferral_count",
                "rereferral_percent",
                "no_further_action_count",
                "no_further_action_percent",
                "not_in_need_count",
                "not_in_need_percent",
                "referral_child_count",
                "rereferral_child_count",
                "rereferral_child_percent"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__cin_c2_assessments",
            "filters": [],
            "measures": [
                "Assessments_completed",
                "Assessments_completed_rate",
                "Same_day",
                "1-10_days",
                "11-20_days",
                "21-30_days",
                "31-40_days",
                "41-45_days",
                "46-50_days",
                "51-60_days",
                "61+_days",
                "25th_Percentile_days",
                "Median_days",
                "75th_Percentile_days"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__cin_c4_section_47s",
            "filters": [],
            "measures": [
                "Section47",
                "Section47_child",
                "ICPC",
                "ICPC_child",
                "Duration_0-10_days",
                "Duration_11-15_days",
                "Duration_16-20_days",
                "Duration_21+_days",
                "Duration_25th_Percentile",
                "Duration_median",
                "Duration_75th_Percentile"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__cin_d3_repeat_plans",
            "filters": [],
            "measures": [
                "CPP_start",
                "CPP_subsequent",
                "CPP_subsequent_percent"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__cin_d5_plans_by_duration",
            "filters": [],
            "measures": [
                "CPP_At31",
                "3_months_or_less",
                "3_months_or_less_percent",
                "more_than_3_months_6_months",
                "more_than_3_months_6_months_percent",
                "more_than_6_months_less_than_1_year",
                "more_than_6_months_less_than_1_year_percent",
                "1_year_less_than_2_years",
                "1_year_less_than_2_years_percent",
                "2_years_or_more",
                "2_years_or_more_percent"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__cin_populations",
            "filters": [
                "age_group"
            ],
            "measures": [
                "population_estimate"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__cla_numbers_and_rates",
            "filters": [
                "population_type"
            ],
            "measures": [
                "children_count",
                "rate_per_10000"
            ]
        }
    ]
}[layout]) }}
{%- endmacro %}

{% macro layout_markers(layout) -%}
{{ return({
    "ees": {
        "c": "suppressed",
        "x": "not_available",
        ":": "not_available",
        "..": "not_available",
        "z": "not_applicable",
        "u": "low_reliability",
        "k": "rounds_to_zero",
        "~": "rounds_to_zero",
        "low": "rounds_to_zero"
    }
}[layout]) }}
{%- endmacro %}
