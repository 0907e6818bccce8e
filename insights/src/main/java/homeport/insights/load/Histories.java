package homeport.insights.load;

import java.util.Optional;

/** The histories of all servers. */
public interface Histories {
    /** Empty when nothing was ever sampled, or all of it has been removed. */
    Optional<LoadHistory> of(String resourceId);
}
