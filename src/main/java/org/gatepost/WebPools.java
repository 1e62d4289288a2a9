package org.gatepost;

import java.util.Map;
import org.gatepost.directory.Directory;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.web.pool.Pool;
import org.gatepost.web.request.PoolName;

final class WebPools {
  private WebPools() {}

  static Map<PoolName, Pool> of(Directory directory, EffectiveSettings settings) {
    return Map.of();
  }
}
