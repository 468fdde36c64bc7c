"""Invalid requests: Feast's server answers most of them with 500; ours, in both modes, with a 4xx that names the field."""
import pytest
import requests

from harness.asking import ask

CALLER, ACCOUNT = {"caller_id": ["+14155550001"]}, {"acct_id": [42]}
MISTAKES = {
    "a view that is not there": ({"features": ["nope:spend"], "entities": ACCOUNT}, 404, "features[0]"),
    "a feature that is not there": ({"features": ["acct_stats:orders", "acct_stats:nope"], "entities": ACCOUNT}, 500, "features[1]"),
    "a service that is not there": ({"feature_service": "nope", "entities": ACCOUNT}, 404, "feature_service"),
    "a reference without a feature": ({"features": ["acct_stats"], "entities": ACCOUNT}, 500, "features[0]"),
    "a version of a view without versions": ({"features": ["acct_stats@v1:spend"], "entities": ACCOUNT}, 500, "features[0]"),
    "no features": ({"entities": ACCOUNT}, 500, "features"),
    "one name for two columns": ({"features": ["acct_stats:country", "acct_limits:country"], "entities": ACCOUNT}, 500, "features"),
    "the same feature twice": ({"features": ["acct_stats:spend", "acct_stats:spend"], "entities": ACCOUNT, "full_feature_names": True}, 500, "features"),
    "a service whose names clash": ({"feature_service": "same_country", "entities": ACCOUNT}, 500, "feature_service"),
    "a key that is null": ({"features": ["acct_stats:spend"], "entities": {"acct_id": [42, None]}}, 500, "entities.acct_id[1]"),
    "a key that is a list": ({"features": ["line_velocity:ratio"], "entities": {"caller_id": [["a"]]}}, 500, "entities.caller_id[0]"),
    "a key that is not an integer": ({"features": ["acct_stats:spend"], "entities": {"acct_id": ["abc"]}}, 500, "entities.acct_id[0]"),
    "a key beyond 64 bits": ({"features": ["acct_stats:spend"], "entities": {"acct_id": [1 << 63]}}, 500, "entities.acct_id[0]"),
    "a key beyond 32 bits": ({"features": ["device_risk:risk"], "entities": {"device_no": [1, 1 << 31]}}, 500, "entities.device_no[1]"),
    "a key that is missing": ({"features": ["acct_stats:spend"], "entities": CALLER}, 500, "entities.acct_id"),
    "columns of other lengths": ({"features": ["acct_stats:spend"], "entities": {"acct_id": [1, 2], "caller_id": ["a"]}}, 500, "entities.caller_id"),
    "a column that is no list": ({"features": ["acct_stats:spend"], "entities": {"acct_id": 42}}, 422, "entities.acct_id"),
    "no entities": ({"features": ["acct_stats:spend"]}, 422, "entities"),
}


@pytest.mark.parametrize("body, status, field", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_its_field(world, compatible, truthful, body, status, field):
    assert ask(world.feast, body)[0] == status
    for server in (compatible, truthful):
        status, reply = ask(server, body)
        assert 400 <= status < 500, (status, reply)
        assert reply["error"]["field"] == field, reply


def test_a_body_that_is_not_json_is_refused(compatible, truthful):
    for server in (compatible, truthful):
        reply = requests.post(f"{server}/get-online-features", data="{nope", headers={"content-type": "application/json"}, timeout=5)
        assert 400 <= reply.status_code < 500, reply.text


def test_no_entities_have_empty_columns_where_feast_fails(world, compatible, truthful):
    body = {"features": ["acct_stats:spend"], "entities": {"acct_id": []}}
    assert ask(world.feast, body)[0] == 500
    for server in (compatible, truthful):
        status, reply = ask(server, body)
        assert (status, reply["spend"]["values"], reply["acct_id"]["values"]) == (200, [], []), reply


def test_views_without_join_keys_need_no_entities_where_feast_fails(world, truthful):
    body = {"features": ["everyone:mean_spend"], "entities": {}}
    assert ask(world.feast, body)[0] == 500
    status, reply = ask(truthful, body)
    assert (status, reply["mean_spend"]["values"]) == (200, ask(world.feast, {**body, "entities": {"anything": [1]}})[1]["mean_spend"]["values"])


def test_half_of_a_composite_key_reads_nothing_at_feast_and_is_refused_here(world, truthful):
    body = {"features": ["caller_account:shared_calls"], "entities": CALLER}
    assert ask(world.feast, body)[1]["shared_calls"]["values"] == [None]
    status, reply = ask(truthful, body)
    assert (status, reply["error"]["field"]) == (400, "entities.acct_id")


def test_the_order_of_columns_affects_aliased_views_at_feast_but_not_here(world, compatible, truthful):
    right = {"caller_id": ["+14155550001", "special-0"], "callee_id": ["special-0", "+14155550001"]}
    ordered = {"feature_service": "both_sides", "full_feature_names": True, "entities": right}
    swapped = {**ordered, "entities": dict(reversed(right.items()))}
    _, reply = ask(world.feast, ordered)
    assert ask(world.feast, swapped)[1]["callee_side__calls_1m"] == reply["caller_side__calls_1m"] != reply["callee_side__calls_1m"]
    assert ask(compatible, swapped) == (200, reply)
    assert ask(truthful, swapped) == ask(truthful, ordered)
