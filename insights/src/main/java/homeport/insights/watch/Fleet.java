package homeport.insights.watch;

import java.util.List;
import java.util.Optional;

/** All servers that there are, as they are on record now. Safe from any thread. */
public interface Fleet {
    List<Watched> servers();

    default Optional<Watched> find(String region, String resourceId) {
        return servers().stream()
                .filter(one -> one.region().equals(region))
                .filter(one -> one.resourceId().equals(resourceId))
                .findAny();
    }
}
