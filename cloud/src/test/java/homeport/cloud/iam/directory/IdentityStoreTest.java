package homeport.cloud.iam.directory;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.store.MemoryStore;
import homeport.store.StoreException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is noted of keys beside what is asked with them. */
final class IdentityStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final IdentityStore directory = new IdentityStore(store);

    @Test
    void aFullDiskRefusesNobodyWhoOnlyAsks() {
        store.overtakeOnce(() -> {
            throw new StoreException("the store's disk is full");
        });
        directory.used("AKIDEXAMPLE", "rds", "us-east-1", NOW);
        assertThat(directory.lastUse("AKIDEXAMPLE")).isEmpty();
        directory.used("AKIDEXAMPLE", "rds", "us-east-1", NOW);
        assertThat(directory.lastUse("AKIDEXAMPLE")).isPresent();
    }
}
