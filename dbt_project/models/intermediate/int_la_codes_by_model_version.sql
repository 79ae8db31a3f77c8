{#-
    The code of each three-digit number for each model of statistical neighbours: the one in use on 31 March of its
    year, else the next to come, else the last there was.
-#}
with

neighbours as (

    select * from {{ ref('stg_dfe__statistical_neighbours') }}

),

authorities as (

    select * from {{ ref('int_las_dated') }}

),

model_versions as (

    select distinct model_version from neighbours

),

chosen as (

    select
        model_versions.model_version,
        authorities.old_la_code,
        authorities.la_code

    from model_versions

    cross join authorities

    where authorities.old_la_code is not null

    qualify row_number() over (
        partition by model_versions.model_version, authorities.old_la_code
        order by
            coalesce(authorities.valid_to, '9999-12-31') < make_date(model_versions.model_version, 3, 31),
            coalesce(authorities.valid_from, '1900-01-01'),
            authorities.valid_to desc
    ) = 1

)

select * from chosen
