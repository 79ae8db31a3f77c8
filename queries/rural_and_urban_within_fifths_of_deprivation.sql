-- How many children live in rural and urban neighbourhoods of each fifth of deprivation: exposure, not outcome.
select
    deprivation.imd_edition,
    lsoas.is_rural,
    ceil(deprivation.imd_decile / 2)::integer as deprivation_fifth,
    count(*) as lsoas_count,
    sum(deprivation.children_0_17_count) as children_count
from marts.fct_lsoa_deprivation as deprivation
inner join marts.dim_lsoas as lsoas
    on deprivation.lsoa_code = lsoas.lsoa_code and deprivation.lsoa_edition = lsoas.lsoa_edition
group by deprivation.imd_edition, deprivation_fifth, lsoas.is_rural
order by deprivation.imd_edition desc, deprivation_fifth asc, lsoas.is_rural asc;
