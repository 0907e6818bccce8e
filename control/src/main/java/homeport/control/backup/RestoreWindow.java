package homeport.control.backup;

import java.time.Instant;
import java.util.Optional;

/**
 * Between which moments an instance can be restored.
 *
 * @param earliest when the data of the oldest automated snapshot was whole
 * @param latest how far the archived log goes; empty: there is none, only snapshots can be restored
 */
public record RestoreWindow(Instant earliest, Optional<Instant> latest) {}
