package org.gatepost.route.lookup.answering;

import org.gatepost.directory.Directory;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.settings.EffectiveSettings;

/** Where the answers come from, and the settings that hold here. */
public record LookupSource(
    Directory directory, DirectoryLookup lookup, EffectiveSettings settings) {}
