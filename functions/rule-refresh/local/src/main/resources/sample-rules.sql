INSERT INTO rule_sets (name, description) VALUES ('core', 'Rules that every engine evaluates');
INSERT INTO rules (rule_set, id, name, typology, condition, action, priority, owner) VALUES
    ('core', 'partners', 'Our own test numbers', 'allow-list', 'call.caller in ["+14155550100", "+14155550101"]', 'allow', 1000, 'fraud-desk'),
    ('core', 'irsf-premium', 'Many calls to premium numbers', 'irsf',
     'caller_velocity.calls_1h > 20 && caller_geography.premium_ratio_24h > 0.5', 'block', 200, 'fraud-desk'),
    ('core', 'wangiri', 'Many short calls that nobody answers', 'wangiri',
     'caller_velocity.unanswered_ratio_1h > 0.8 && caller_velocity.calls_1h > 30', 'block', 190, 'fraud-desk'),
    ('core', 'sequential', 'Numbers one after the other', 'robocall', 'caller_geography.sequential_ratio_1h > 0.5', 'review', 100, 'fraud-desk'),
    ('core', 'invalid-caller', 'A caller that no network has', 'spoofing', 'request.caller_valid == false', 'review', 90, 'fraud-desk'),
    ('core', 'night-abroad', 'Abroad at night', 'irsf', 'request.night && request.international', 'flag', 10, 'fraud-desk');
