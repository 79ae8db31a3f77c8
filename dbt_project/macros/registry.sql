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
    ],
    "lait": [
        {
            "source": "dfe",
            "name": "dfe__lait_measures",
            "filters": [],
            "measures": [
                "value"
            ]
        }
    ],
    "legacy": [
        {
            "source": "dfe",
            "name": "dfe__legacy_children_in_need",
            "filters": [],
            "measures": [
                "cin_throughout",
                "cin_started",
                "cin_ended",
                "cin_at_31_march",
                "referrals",
                "children_referred",
                "rereferrals",
                "referrals_nfa",
                "initial_assessments",
                "core_assessments",
                "assessments",
                "s47",
                "icpc",
                "cpp_started",
                "cpp_ended",
                "cpp_at_31_march",
                "cpp_repeat",
                "cin_ethnicity_white",
                "cin_ethnicity_mixed",
                "cin_ethnicity_asian",
                "cin_ethnicity_black",
                "cin_ethnicity_other",
                "cin_ethnicity_not_known",
                "cin_need_abuse_or_neglect",
                "cin_need_child_disability_or_illness",
                "cin_need_parent_disability_or_illness",
                "cin_need_family_in_acute_stress",
                "cin_need_family_dysfunction",
                "cin_need_unacceptable_behaviour",
                "cin_need_low_income",
                "cin_need_absent_parenting",
                "cin_need_other_cases",
                "cin_need_not_stated"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__legacy_looked_after_at_31_march",
            "filters": [],
            "measures": [
                "children_count",
                "sex_male",
                "sex_female",
                "aged_under_1",
                "aged_1_4",
                "aged_5_9",
                "aged_10_15",
                "aged_16_over",
                "ethnicity_white",
                "ethnicity_mixed",
                "ethnicity_asian",
                "ethnicity_black",
                "ethnicity_other",
                "ethnicity_not_known",
                "placement_foster",
                "placement_for_adoption",
                "placement_with_parents",
                "placement_other_community",
                "placement_secure_and_homes",
                "placement_other_residential",
                "placement_residential_school",
                "legal_interim_care_order",
                "legal_full_care_order",
                "legal_freed_for_adoption",
                "legal_placement_order",
                "legal_section_20",
                "legal_child_protection_grounds",
                "legal_youth_justice",
                "unaccompanied_asylum_seeking"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__legacy_looked_after_started",
            "filters": [],
            "measures": [
                "children_count",
                "sex_male",
                "sex_female",
                "aged_under_1",
                "aged_1_4",
                "aged_5_9",
                "aged_10_15",
                "aged_16_over",
                "need_abuse_or_neglect",
                "need_child_disability",
                "need_parental_illness_or_disability",
                "need_family_in_acute_stress",
                "need_family_dysfunction",
                "need_unacceptable_behaviour",
                "need_low_income",
                "need_absent_parenting",
                "legal_interim_care_order",
                "legal_full_care_order",
                "legal_section_20"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__legacy_looked_after_ceased",
            "filters": [],
            "measures": [
                "children_count",
                "sex_male",
                "sex_female",
                "aged_under_1",
                "aged_1_4",
                "aged_5_9",
                "aged_10_15",
                "aged_16",
                "aged_17",
                "aged_18_over"
            ]
        }
    ],
    "section_251": [
        {
            "source": "dfe",
            "name": "dfe__section_251_lines",
            "filters": [],
            "measures": [
                "total_expenditure",
                "income",
                "net_current_expenditure"
            ]
        },
        {
            "source": "dfe",
            "name": "dfe__section_251_national",
            "filters": [],
            "measures": [
                "total_expenditure",
                "income",
                "net_current_expenditure"
            ]
        }
    ],
    "outturn": [
        {
            "source": "mhclg",
            "name": "mhclg__social_care_outturn",
            "filters": [],
            "measures": [
                "early_years",
                "looked_after",
                "residential_care",
                "fostering",
                "looked_after_asylum_seekers",
                "looked_after_other",
                "other_children_and_families",
                "family_support",
                "youth_justice",
                "safeguarding",
                "asylum_seekers",
                "young_people",
                "childrens_social_care"
            ]
        },
        {
            "source": "mhclg",
            "name": "mhclg__service_outturn",
            "filters": [],
            "measures": [
                "childrens_social_care"
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
    },
    "lait": {
        "-": "not_available"
    },
    "legacy": {
        "x": "suppressed",
        "..": "not_available",
        ".": "not_applicable"
    },
    "section_251": {
        "NULL": "not_available",
        "x": "not_available",
        "low": "rounds_to_zero"
    },
    "outturn": {
        "[x]": "not_available",
        "[n]": "not_available",
        "[z]": "not_applicable",
        "...": "not_available",
        "\u2026": "not_available",
        "[note 4]": "not_available"
    }
}[layout]) }}
{%- endmacro %}
