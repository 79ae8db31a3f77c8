-- The statistical neighbours of one authority in every version of the model, nearest first.
select
    neighbours.model_version,
    neighbours.neighbour_rank,
    neighbours.neighbour_la_code,
    authorities.la_name
from marts.dim_statistical_neighbours as neighbours
inner join marts.dim_local_authorities as authorities on neighbours.neighbour_la_code = authorities.la_code
where neighbours.la_code = getvariable('la_code')
order by neighbours.model_version desc, neighbours.neighbour_rank asc;
