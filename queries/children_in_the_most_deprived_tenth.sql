-- The share of children who live in the most deprived tenth of neighbourhoods (1 = most deprived), by authority.
select
    authorities.la_name,
    deprivation.imd_edition,
    round(deprivation.children_in_decile_1_pct, 1) as children_in_decile_1_pct
from marts.fct_la_deprivation as deprivation
inner join marts.dim_local_authorities as authorities on deprivation.la_code = authorities.la_code
where authorities.is_current and deprivation.children_in_decile_1_pct is not null
order by deprivation.imd_edition desc, authorities.la_name asc;
