package org.gatepost.settings;

/**
 * One line of {@code gatepost config show}.
 *
 * @param value the values in effect, joined by a comma and a space; empty if there is none; secrets
 *     are masked
 * @param unit what a bare number counts; empty where that makes no sense
 */
public record Setting(String name, String value, Origin origin, String unit) {}
