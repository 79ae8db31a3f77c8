{#- Generated from ingestion/sources by `python -m ingestion sources --write`: do not edit. -#}
{% macro registry_tables(layout) -%}
{{ return({
    "ees": [
        {
            "source": "dfe",
            "name": "dfe__cin_a1_england",
            "filters": [
                "category_type"
            ],
            "measures": [
                "number",
                "rate",
                "percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_a2_england_protection",
            "filters": [
                "category_type"
            ],
            "measures": [
                "number",
                "rate",
                "percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_a3_england_need_by_age_sex",
            "filters": [
                "characteristic"
            ],
            "measures": [
                "CIN_At31",
                "N1_Abuse_or_neglect",
                "N2_Childs_disability_or_illness",
                "N3_Parents_disability_or_illness",
                "N4_Family_in_acute_stress",
                "N5_Family_dysfunction",
                "N6_Socially_unacceptable_behaviour",
                "N7_Low_income",
                "N8_Absent_parenting",
                "N9_Cases_other_than_CIN",
                "N0_Not_stated"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_a4_england_ethnicity_by_age_sex",
            "filters": [
                "characteristic"
            ],
            "measures": [
                "CIN_At31",
                "Known",
                "White",
                "Mixed",
                "Asian_or_Asian_British",
                "Black_or_Black_British",
                "Other_group"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_a5_england_category_by_group",
            "filters": [
                "characteristic",
                "characteristic_type"
            ],
            "measures": [
                "CPP_At31",
                "Neglect_Initial",
                "Physical_Abuse_Initial",
                "Sexual_Abuse_Initial",
                "Emotional_Abuse_Initial",
                "Multiple_Initial"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_a6_england_category",
            "filters": [],
            "measures": [
                "CPP_At31",
                "Neglect_Initial",
                "Physical_abuse_Initial",
                "Sexual_abuse_Initial",
                "Emotional_abuse_Initial",
                "Multiple_Initial"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_a7_england_by_age_sex_ethnicity",
            "filters": [
                "characteristic",
                "characteristic_type"
            ],
            "measures": [
                "number",
                "percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_b1_episodes",
            "filters": [],
            "measures": [
                "Anypoint_episodes",
                "Anypoint_episodes_rate",
                "Anypoint_child",
                "Anypoint_child_rate",
                "Started_episodes",
                "Started_episodes_rate",
                "Started_child",
                "Started_child_rate",
                "Ended_episodes",
                "Ended_episodes_rate",
                "Ended_child",
                "Ended_child_rate",
                "At31_episodes",
                "At31_episodes_rate",
                "awaiting_assessment",
                "Awaiting_assessment_rate"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_b2_disability",
            "filters": [],
            "measures": [
                "At31_episodes",
                "At31_episodes_disability_recorded",
                "At31_episodes_disability_recorded_percent",
                "Autism_percent",
                "Behaviour_percent",
                "Communication_percent",
                "Consciousness_percent",
                "Hand_Function_percent",
                "Hearing_percent",
                "Incontinence_percent",
                "Learning_Difficulties_percent",
                "Mobility_percent",
                "Personal_care_percent",
                "Vision_percent",
                "Other_percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_b3_primary_need",
            "filters": [],
            "measures": [
                "At31_episodes",
                "N1_Abuse_or_neglect",
                "N2_Childs_disability_or_illness",
                "N3_Parents_disability_or_illness",
                "N4_Family_in_acute_stress",
                "N5_Family_dysfunction",
                "N6_Socially_unacceptable_behaviour",
                "N7_Low_income",
                "N8_Absent_parenting",
                "N9_Cases_other_than_CIN",
                "N0_Not_stated"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_b4_open_by_duration",
            "filters": [],
            "measures": [
                "At31_episodes",
                "3_months_or_less",
                "3_months_or_less_percent",
                "more_than_3_months_6_months",
                "more_than_3_months_6_months_percent",
                "more_than_6_months_less_than_1_year",
                "more_than_6_months_less_than_1_year_percent",
                "1_year_less_than_2_years",
                "1_year_less_than_2_years_percent",
                "2years+",
                "2years+_percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_b5_ended_by_duration",
            "filters": [],
            "measures": [
                "Ended_episodes",
                "3_months_or_less",
                "3_months_or_less_percent",
                "more_than_3_months_6_months",
                "more_than_3_months_6_months_percent",
                "more_than_6_months_less_than_1_year",
                "more_than_6_months_less_than_1_year_percent",
                "1_year_less_than_2_years",
                "1_year_less_than_2_years_percent",
                "2years+",
                "2years+_percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_b6_reason_for_closure",
            "filters": [],
            "measures": [
                "Ended_episodes",
                "unknown",
                "unknown_percent",
                "RC1_Adopted",
                "RC1_Adopted_percent",
                "RC2_Died",
                "RC2_Died_percent",
                "RC3_Residence_Order",
                "RC3_Residence_Order_percent",
                "RC4_Special_Guardianship_Order",
                "RC4_Special_Guardianship_Order_percent",
                "RC5_Transfer_to_another_LA",
                "RC5_Transfer_to_another_LA_percent",
                "RC6_Transfer_to_Adult_Social_Service",
                "RC6_Transfer_to_Adult_Social_Service_percent",
                "RC7_Other",
                "RC7_Other_percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_b7_need_plans",
            "filters": [],
            "measures": [
                "CINPlan_start",
                "CINPlan_start_rate",
                "CINPlan_child_start",
                "CINPlan_child_start_rate",
                "CINPlan_end",
                "CINPlan_end_rate",
                "CINPlan_child_end",
                "CINPlan_child_end_rate",
                "CINPlan_anypoint",
                "CINPlan_anypoint_rate",
                "CINPlan_child_anypoint",
                "CINPlan_child_anypoint_rate",
                "CINPlan_At31",
                "CINPlan_At31_rate"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_c1_referrals",
            "filters": [],
            "measures": [
                "referral_count",
                "Referrals_rate",
                "rereferral_count",
                "rereferral_percent",
                "no_further_action_count",
                "no_further_action_percent",
                "not_in_need_count",
                "not_in_need_percent",
                "referral_child_count",
                "Referrals_child_rate",
                "rereferral_child_count",
                "rereferral_child_percent"
            ],
            "has_blanks": false
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
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_c3_assessment_factors",
            "filters": [],
            "measures": [
                "Episodes_with_assessment_factor",
                "Alcohol_Misuse_child",
                "Alcohol_Misuse_parent",
                "Alcohol_Misuse_person",
                "Drug_Misuse_child",
                "Drug_Misuse_parent",
                "Drug_Misuse_person",
                "Domestic_Abuse_child",
                "Domestic_Abuse_parent",
                "Domestic_Abuse_person",
                "Mental_Health_child",
                "Mental_Health_parent",
                "Mental_Health_person",
                "Learning_Disability_child",
                "Learning_Disability_parent",
                "Learning_Disability_person",
                "Physical_Disability_child",
                "Physical_Disability_parent",
                "Physical_Disability_person",
                "Young_Carer",
                "Privately_fostered",
                "Unaccompanied_asylum_seeker",
                "Going_missing",
                "Child_sexual_exploitation",
                "Trafficking",
                "Gangs",
                "Socially_unacceptable_behaviour",
                "Self_harm",
                "Neglect",
                "Emotional_Abuse",
                "Physical_Abuse_unknown",
                "Sexual_Abuse_unknown",
                "Female_Genital_Mutilation",
                "Faith_linked_abuse",
                "Other",
                "Physical_Abuse_child_on_child",
                "Physical_Abuse_adult_on_child",
                "Sexual_Abuse_child_on_child",
                "Sexual_Abuse_adult_on_child",
                "Child_criminal_exploitation"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_c4_section_47s",
            "filters": [],
            "measures": [
                "Section47",
                "Section47_rate",
                "Section47_child",
                "Section47_child_rate",
                "ICPC",
                "ICPC_rate",
                "ICPC_child",
                "ICPC_child_rate",
                "Duration_0-10_days",
                "Duration_11-15_days",
                "Duration_16-20_days",
                "Duration_21+_days",
                "Duration_25th_Percentile",
                "Duration_median",
                "Duration_75th_Percentile"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_c5_referral_sources",
            "filters": [],
            "measures": [
                "Referrals",
                "Individual",
                "Schools",
                "Education_Services",
                "Health_Services",
                "Housing",
                "LA_Services",
                "Police",
                "Other_legal_agency",
                "Other",
                "Anonymous",
                "Unknown"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_c6_referrals_by_month",
            "filters": [],
            "measures": [
                "Referrals",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
                "January",
                "February",
                "March"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_d1_plans",
            "filters": [],
            "measures": [
                "CPP_start",
                "CPP_start_rate",
                "CPP_child_start",
                "CPP_child_start_rate",
                "CPP_end",
                "CPP_end_rate",
                "CPP_child_end",
                "CPP_child_end_rate",
                "CPP_anypoint",
                "CPP_anypoint_rate",
                "CPP_child_anypoint",
                "CPP_child_anypoint_rate",
                "CPP_At31",
                "CPP_At31_rate"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_d2_started_by_category",
            "filters": [],
            "measures": [
                "CPP_start",
                "Neglect_Initial",
                "Physical_Initial",
                "Sexual_Initial",
                "Emotional_Initial",
                "Multiple_Initial",
                "Neglect_Latest",
                "Physical_Latest",
                "Sexual_Latest",
                "Emotional_Latest",
                "Multiple_Latest"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_d3_repeat_plans",
            "filters": [],
            "measures": [
                "CPP_start",
                "CPP_subsequent",
                "CPP_subsequent_percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_d4_plans_by_category",
            "filters": [],
            "measures": [
                "CPP_At31",
                "Neglect_Initial",
                "Physical_Initial",
                "Sexual_Initial",
                "Emotional_Initial",
                "Multiple_Initial",
                "Neglect_Latest",
                "Physical_Latest",
                "Sexual_Latest",
                "Emotional_Latest",
                "Multiple_Latest"
            ],
            "has_blanks": false
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
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_d6_reviews",
            "filters": [],
            "measures": [
                "CPP_At31_3Months",
                "Reviewed_within_timescales",
                "Reviewed_within_timescales_percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_d7_ended_by_duration",
            "filters": [],
            "measures": [
                "CPP_End",
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
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_d8_ended_in_first_half",
            "filters": [],
            "measures": [
                "CPP_End_first_6months",
                "3_months_or_less",
                "3_months_or_less_percent",
                "3_months_or_less_transfer",
                "3_months_or_less_transfer_percent",
                "more_than_3_months_6_months",
                "more_than_3_months_6_months_percent",
                "more_than_6_months",
                "more_than_6_months_percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cin_populations",
            "filters": [
                "age_group"
            ],
            "measures": [
                "population_estimate"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_numbers_and_rates",
            "filters": [
                "population_type"
            ],
            "measures": [
                "population_estimate",
                "children_count",
                "rate_per_10000"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_placement_stability",
            "filters": [
                "cla_group",
                "placement_stability"
            ],
            "measures": [
                "children_count",
                "children_percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_school_moves",
            "filters": [
                "cla_group",
                "move_measure",
                "school_stability"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_social_workers",
            "filters": [
                "cla_group",
                "sw_stability"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_care_leavers_accommodation",
            "filters": [
                "care_leaver_age",
                "breakdown"
            ],
            "measures": [
                "care_leaver_count",
                "care_leaver_percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_short_term_placements",
            "filters": [
                "cla_group"
            ],
            "measures": [
                "number"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_ceased_by_characteristic",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_ceased_by_order",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_placed_across_boundaries",
            "filters": [
                "characteristic"
            ],
            "measures": [
                "number"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_started_by_characteristic",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_time_series",
            "filters": [
                "population_count"
            ],
            "measures": [
                "number"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_by_characteristic",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_started",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_ceased",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_placement_distance",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_placement_provider",
            "filters": [
                "placement_type",
                "placement_provider"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_asylum_seeking",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_placement_counts",
            "filters": [
                "cla_group",
                "population_group",
                "characteristic",
                "placement_stability"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_long_stability",
            "filters": [
                "population_group",
                "characteristic",
                "placement_stability"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_in_year",
            "filters": [
                "CLA_group",
                "population_group",
                "characteristic"
            ],
            "measures": [
                "Number"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_new_placements",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_ceased_periods",
            "filters": [
                "cla_group",
                "periods_or_placements",
                "age_on_ceasing"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_placement_duration",
            "filters": [
                "placement_duration",
                "placement_group"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_placement_changes",
            "filters": [
                "cla_group",
                "characteristic",
                "reason_for_change"
            ],
            "measures": [
                "number",
                "percent"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_adoption_times",
            "filters": [
                "cla_group",
                "stage_of_adoption_process",
                "age_start_poc"
            ],
            "measures": [
                "number"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_adopted",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_special_guardianship",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__cla_england_adoption_decisions",
            "filters": [
                "cla_group",
                "characteristic"
            ],
            "measures": [
                "number",
                "percentage"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__csww_indicators",
            "filters": [],
            "measures": [
                "inpost_fte",
                "leavers_fte",
                "turnover_rate_fte",
                "working_days_lost_fte",
                "absence_rate_fte",
                "agency_fte",
                "agency_rate_fte",
                "agency_cover_fte",
                "agency_cover_rate_fte",
                "vacancy_fte",
                "vacancy_rate_fte",
                "vacancy_agency_cover_rate_fte",
                "case_holders_fte",
                "cases",
                "caseload_fte",
                "inpost_headcount",
                "leavers_headcount",
                "turnover_rate_headcount",
                "agency_headcount",
                "agency_rate_headcount",
                "starters_fte",
                "starters_headcount"
            ],
            "has_blanks": false
        },
        {
            "source": "dfe",
            "name": "dfe__csww_role_by_ethnicity",
            "filters": [
                "OrgRole"
            ],
            "measures": [
                "known_headcount",
                "white",
                "mixed",
                "asian",
                "black",
                "other",
                "white_perc",
                "mixed_perc",
                "asian_perc",
                "black_perc",
                "other_perc"
            ],
            "has_blanks": false
        }
    ],
    "lait": [
        {
            "source": "dfe",
            "name": "dfe__lait_measures",
            "filters": [],
            "measures": [
                "value"
            ],
            "has_blanks": false
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
            ],
            "has_blanks": false
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
            ],
            "has_blanks": false
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
            ],
            "has_blanks": false
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
            ],
            "has_blanks": false
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
            ],
            "has_blanks": true
        },
        {
            "source": "dfe",
            "name": "dfe__section_251_national",
            "filters": [],
            "measures": [
                "total_expenditure",
                "income",
                "net_current_expenditure"
            ],
            "has_blanks": false
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
            ],
            "has_blanks": false
        },
        {
            "source": "mhclg",
            "name": "mhclg__service_outturn",
            "filters": [],
            "measures": [
                "childrens_social_care"
            ],
            "has_blanks": false
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
