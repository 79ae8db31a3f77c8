with

populations as (

    select * from {{ ref('int_lsoa_populations') }}

),

releases as (

    select * from {{ ref('stg_meta__releases') }}

),

described as (

    select
        populations.lsoa_code,
        populations.lsoa_edition,
        populations.mid_year,
        populations.age_band,
        populations.population_count,
        releases.is_synthetic,
        populations.is_modelled and not releases.is_synthetic as is_estimated

    from populations

    left join releases
        on populations._release_id = releases._release_id

)

select * from described
