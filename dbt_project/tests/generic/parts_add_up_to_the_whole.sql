{#-
    Each LSOA of an authority that ended is in exactly one of those that took its place, and each LSOA of
    one that began was in exactly one of those before it: parts do not overlap, leave nothing out, have
    nothing from outside, and none is empty.
-#}
{% test parts_add_up_to_the_whole(model, changes) %}

    with

    changed as (

        select
            from_la_code as la_code,
            'ended' as event,
            to_la_code as other_la_code
        from {{ changes }}

        union all

        select
            to_la_code as la_code,
            'began' as event,
            from_la_code as other_la_code
        from {{ changes }}

    )

    select
        changed.la_code,
        changed.event,
        lsoas.lsoa_code,
        lsoas.lsoa_edition,
        count(others.lsoa_code) as others_count
    from changed
    left join {{ model }} as lsoas
        on changed.la_code = lsoas.la_code
    left join {{ model }} as others
        on
            changed.other_la_code = others.la_code
            and lsoas.lsoa_code = others.lsoa_code
            and lsoas.lsoa_edition = others.lsoa_edition
    group by changed.la_code, changed.event, lsoas.lsoa_code, lsoas.lsoa_edition
    having count(others.lsoa_code) != 1

{% endtest %}
