#!/usr/bin/env python3
"""Writes the Grafana dashboards into dashboards/. dashboards.py --check compares them instead, and says which differ.

A dashboard is a list of rows, a row a list of panels: title, unit, and queries as (expression, legend). Grafana 10 or newer imports the files as they are
and asks for the Prometheus data source.
"""
import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent / "dashboards"
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
WIDTH, HEIGHT = 24, 8


def share(part, whole):
    return f"sum({part}) / sum({whole})"


def rate(metric, window="$__rate_interval", **labels):
    """Rate of a counter. labels: values, or an operator and a value, as "!~2.."."""
    matchers = ", ".join(name + re.sub(r"^(=~|!~|!=|)(.*)$", lambda m: f'{m[1] or "="}"{m[2]}"', value) for name, value in labels.items())
    return f"rate({metric}{{{matchers}}}[{window}])" if labels else f"rate({metric}[{window}])"


def quantile(q, histogram, by="", **labels):
    groups = "le" + (f", {by}" if by else "")
    return f"histogram_quantile({q}, sum by ({groups}) ({rate(histogram + '_bucket', **labels)}))"


def over_budget(window):
    """Share of the requests that took longer than 10 ms."""
    stage = "voxguard_scoring_stage_seconds"
    return "1 - " + share(rate(stage + "_bucket", window, stage="total", le="0.01"), rate(stage + "_count", window, stage="total"))


def mean(timer, by):
    return f"sum by ({by}) ({rate(timer + '_sum')}) / sum by ({by}) ({rate(timer + '_count')})"


SCORING = {
    "What callers get": [
        ("Calls a second, by decision", "ops", [(f"sum by (decision) ({rate('voxguard_scoring_decisions_total')})", "{{decision}}")]),
        ("Blocked, by what decided", "ops", [(f"sum by (decided_by) ({rate('voxguard_scoring_decisions_total', decision='block')})", "{{decided_by}}")]),
        ("Degraded answers", "percentunit", [(share(rate("voxguard_scoring_degraded_total"), rate("voxguard_scoring_decisions_total")), "degraded")]),
        ("Replies that are not 2xx", "ops", [(f"sum by (route, status) ({rate('voxguard_http_replies_total', status='!~2..')})", "{{route}} {{status}}")]),
    ],
    "Latency budget: 99 % within 10 ms": [
        ("Share of requests over 10 ms", "percentunit", [
            (over_budget(window), f"over {window}") for window in ("5m", "1h", "6h")]),
        ("How fast the budget burns (1: used up at the month's end)", "none", [
            (f"({over_budget(window)}) / 0.01", f"over {window}") for window in ("1h", "6h")]),
        ("Time of a request", "s", [(quantile(q, "voxguard_scoring_stage_seconds", stage="total"), f"P{100 * q:g}") for q in (0.5, 0.99, 0.999)]),
        ("P99 by stage", "s", [(quantile(0.99, "voxguard_scoring_stage_seconds", "stage", stage="!=total"), "{{stage}}")]),
        ("Mean by stage", "s", [(mean("voxguard_scoring_stage_seconds", "stage"), "{{stage}}")]),
        ("Calls in one request", "none", [(f"sum({rate('voxguard_scoring_request_calls_sum')}) / sum({rate('voxguard_scoring_request_calls_count')})", "mean")]),
    ],
    "Models": [
        ("Version that answers", "none", [("max by (model, version) (voxguard_models_serving)", "{{model}} {{version}}")]),
        ("Refused versions", "none", [("max by (model, version) (voxguard_models_refused)", "{{model}} {{version}}")]),
        ("Calls that the shadow would have decided otherwise", "ops", [(f"sum by (model) ({rate('voxguard_models_shadow_decisions_differ_total')})", "{{model}}")]),
        ("Calls without a score (NaN, infinity)", "ops", [(f"sum({rate('voxguard_scoring_unscored_total')})", "unscored")]),
    ],
    "Limits, calls in progress, records": [
        ("Limits: requests by outcome", "ops", [(f"sum by (limit, outcome) ({rate('voxguard_limits_requests_total')})", "{{limit}} {{outcome}}")]),
        ("Limits in shadow: would have refused", "ops", [(f"sum by (limit) ({rate('voxguard_limits_shadow_refused_total')})", "{{limit}}")]),
        ("Events of calls, by outcome", "ops", [(f"sum by (type, outcome) ({rate('voxguard_calls_events_total')})", "{{type}} {{outcome}}")]),
        ("Lost: decision log, events", "ops", [
            (f"sum({rate('voxguard_decision_log_records_total', outcome='dropped')})", "decision log"),
            (f"sum by (cause) ({rate('voxguard_events_dropped_total')})", "events: {{cause}}")]),
    ],
}

FEATURES = {
    "Features as calls see them": [
        ("Views read, by outcome", "ops", [(f"sum by (outcome) ({rate('voxguard_features_views_total')})", "{{outcome}}")]),
        ("Present, by view", "percentunit", [(
            f"sum by (view) ({rate('voxguard_features_views_total', outcome='present')}) / sum by (view) ({rate('voxguard_features_views_total')})", "{{view}}")]),
        ("Age of a row when it is read, P90", "s", [(quantile(0.9, "voxguard_features_age_seconds", by="view"), "{{view}}")]),
        ("Time of a read, P99", "s", [(quantile(0.99, "voxguard_features_read_seconds", by="view"), "{{view}}")]),
        ("Values answered, by status", "ops", [(f"sum by (status) ({rate('voxguard_features_values_total')})", "{{status}}")]),
        ("Rows pushed, by outcome", "ops", [(f"sum by (view, outcome) ({rate('voxguard_features_writes_total')})", "{{view}} {{outcome}}")]),
    ],
    "feature-update": [
        ("Call events, by result", "ops", [(f"sum by (result) ({rate('voxguard_feature_update_events_total')})", "{{result}}")]),
        ("Late or failed", "percentunit", [(
            share(rate("voxguard_feature_update_events_total", result="=~late|failed"), rate("voxguard_feature_update_events_total")), "late or failed")]),
        ("Too late, by entity", "ops", [(f"sum by (entity) ({rate('voxguard_feature_update_late_total')})", "{{entity}}")]),
        ("Mean time of a batch", "s", [(f"sum({rate('voxguard_feature_update_batch_seconds_sum')}) / sum({rate('voxguard_feature_update_batch_seconds_count')})", "mean")]),
        ("Conflicts and unreadable states", "ops", [
            (f"sum({rate('voxguard_feature_update_conflicts_total')})", "conflicts"),
            (f"sum({rate('voxguard_feature_update_unreadable_states_total')})", "unreadable states")]),
    ],
    "Store": [("Engines that the connections lead to", "none", [("count by (engine, version) (voxguard_store_info)", "{{engine}} {{version}}")])],
}

RULES = {
    "Engines": [
        ("Revision that each replica evaluates", "none", [("voxguard_scoring_rules_revision", "{{instance}} {{set}}")]),
        ("Replicas that know their rules to be current", "none", [("sum by (set) (voxguard_scoring_rules_current)", "{{set}}")]),
        ("Rules that fired, by action", "ops", [(f"sum by (action) ({rate('voxguard_scoring_rules_fired_total')})", "{{action}}")]),
        ("Conditions that failed", "ops", [(f"sum({rate('voxguard_scoring_rules_failed_total')})", "failed")]),
    ],
    "rule-refresh": [
        ("State: 0 READY, 1 STALE, 2 ERROR", "none", [("max by (set) (voxguard_rules_state)", "{{set}}")]),
        ("Revision in the store", "none", [("max by (set) (voxguard_rules_revision)", "{{set}}")]),
        ("Revisions behind the database", "none", [("max by (set) (voxguard_rules_lag_revisions)", "{{set}}")]),
        ("Time behind the database", "s", [("max by (set) (voxguard_rules_lag_seconds)", "{{set}}")]),
        ("Refreshes, by outcome", "ops", [(f"sum by (set, outcome) ({rate('voxguard_rules_refresh_seconds_count')})", "{{set}} {{outcome}}")]),
        ("Mean time of a refresh", "s", [(mean("voxguard_rules_refresh_seconds", "set"), "{{set}}")]),
    ],
}

FANOUT = {
    "Through": [
        ("Events received and delivered", "ops", [
            (f"sum({rate('voxguard_fanout_received_total')})", "received"),
            (f"sum by (destination) ({rate('voxguard_fanout_delivered_total')})", "{{destination}}")]),
        ("Waiting, by destination", "none", [("sum by (destination) (voxguard_fanout_lag)", "{{destination}}")]),
        ("From the log to the delivery, P99", "s", [(quantile(0.99, "voxguard_fanout_delivery_seconds", by="destination"), "{{destination}}")]),
        ("Dropped as duplicates", "ops", [(f"sum({rate('voxguard_fanout_duplicates_total')})", "duplicates")]),
    ],
    "Trouble": [
        ("Circuit open", "none", [("max by (destination) (voxguard_fanout_circuit_open)", "{{destination}}")]),
        ("Retries", "ops", [(f"sum by (destination) ({rate('voxguard_fanout_retries_total')})", "{{destination}}")]),
        ("Dead letters", "ops", [(f"sum by (destination) ({rate('voxguard_fanout_dead_letters_total')})", "{{destination}}")]),
        ("Filter failures", "ops", [(f"sum by (destination) ({rate('voxguard_fanout_filter_failures_total')})", "{{destination}}")]),
        ("Replayed", "ops", [(f"sum by (destination) ({rate('voxguard_fanout_replayed_total')})", "{{destination}}")]),
    ],
}

DASHBOARDS = {"scoring": SCORING, "features": FEATURES, "rules": RULES, "event-fanout": FANOUT}


def panel(number, title, unit, queries, column, row):
    return {
        "id": number, "type": "timeseries", "title": title, "datasource": SOURCE, "gridPos": {"x": column, "y": row, "w": WIDTH // 2, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0, "custom": {"fillOpacity": 10, "showPoints": "never"}}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi", "sort": "desc"}},
        "targets": [{"refId": chr(ord("A") + at), "datasource": SOURCE, "expr": expression, "legendFormat": legend} for at, (expression, legend) in enumerate(queries)],
    }


def dashboard(name, rows):
    panels, y = [], 0
    for title, row in rows.items():
        panels.append({"id": len(panels) + 1, "type": "row", "title": title, "collapsed": False, "gridPos": {"x": 0, "y": y, "w": WIDTH, "h": 1}, "panels": []})
        y += 1
        for at, (heading, unit, queries) in enumerate(row):
            panels.append(panel(len(panels) + 1, heading, unit, queries, at % 2 * (WIDTH // 2), y + at // 2 * HEIGHT))
        y += (len(row) + 1) // 2 * HEIGHT
    return {
        "uid": f"voxguard-{name}", "title": f"VoxGuard: {name}", "tags": ["voxguard"], "schemaVersion": 39, "editable": True, "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "templating": {"list": [{"name": "datasource", "type": "datasource", "query": "prometheus", "label": "Data source"}]},
        "panels": panels,
    }


def main():
    differing = []
    for name, rows in DASHBOARDS.items():
        text = json.dumps(dashboard(name, rows), indent=1) + "\n"
        file = FOLDER / f"{name}.json"
        if "--check" not in sys.argv:
            file.write_text(text)
        elif not file.exists() or file.read_text() != text:
            differing.append(file.name)
    if differing:
        sys.exit(f"{', '.join(differing)}: not what dashboards.py writes; run it")


if __name__ == "__main__":
    main()
