-- From a gradient back to the files that it rests on: publisher, date, hash, and whether it is a stand-in.
select distinct
    releases.release_id,
    releases.publisher,
    releases.published_on,
    releases.sha256,
    releases.authenticity
from (
    select unnest(string_split(release_ids, ', ')) as release_id from results.gradients
    where level = 'between_la' and indicator_id = 'referrals'
) as named
inner join meta.releases as releases on named.release_id = releases.release_id
order by releases.release_id;
