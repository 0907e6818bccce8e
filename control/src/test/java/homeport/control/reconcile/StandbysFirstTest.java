package homeport.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Source: PostgreSQL documentation, "Hot Standby", "Administrator's Overview". */
class StandbysFirstTest {
    private static final Map<String, String> NOW =
            Map.of("max_connections", "400", "max_wal_senders", "20", "work_mem", "4096");

    @Test
    void aStandbyGetsWhatIsToComeAndNeverLessThanItsPrimaryStillHas() {
        Map<String, String> coming =
                Map.of("max_connections", "800", "max_wal_senders", "10", "work_mem", "1024");
        assertThat(StandbysFirst.raised(NOW, coming))
                .isEqualTo(
                        Map.of(
                                "max_connections", "800",
                                "max_wal_senders", "20",
                                "work_mem", "1024"));
    }

    @Test
    void whatOnlyOneOfThemSaysIsNotCompared() {
        assertThat(StandbysFirst.raised(NOW, Map.of("max_worker_processes", "8")))
                .isEqualTo(Map.of("max_worker_processes", "8"));
    }
}
