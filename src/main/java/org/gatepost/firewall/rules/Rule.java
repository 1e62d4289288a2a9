package org.gatepost.firewall.rules;

/**
 * One rule.
 *
 * @param text as the tool prints it
 */
record Rule(String text, Condition condition, Verdict verdict) {}
