/** The process of rule-refresh: events and a timer in, refreshes out, and how they stand over HTTP. */
@NullMarked
package io.voxguard.rulerefresh.service;

import org.jspecify.annotations.NullMarked;
