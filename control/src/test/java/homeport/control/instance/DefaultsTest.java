package homeport.control.instance;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.plan.Window;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DefaultsTest {
    @Test
    void windowsThatNobodyGaveNeverOverlap() {
        IntStream.range(0, 2000)
                .mapToObj(i -> "db-" + i)
                .forEach(id -> {
                    String backup = Defaults.backupWindow(id, Optional.empty());
                    String upkeep = Defaults.maintenanceWindow(id, Optional.empty());
                    assertThat(overlap(backup, upkeep)).as(backup + " " + upkeep).isFalse();
                });
    }

    @Test
    void aDefaultWindowKeepsClearOfTheOneThatWasGiven() {
        IntStream.range(0, 2000)
                .mapToObj(i -> "db-" + i)
                .forEach(id -> {
                    String upkeep = "sun:03:00-sun:10:00";
                    String backup = Defaults.backupWindow(id, Optional.of(upkeep));
                    assertThat(overlap(backup, upkeep)).as(id + backup).isFalse();
                    String given = "12:00-19:00";
                    String then = Defaults.maintenanceWindow(id, Optional.of(given));
                    assertThat(overlap(given, then)).as(id + then).isFalse();
                });
    }

    @Test
    void anUnreadableWindowIsLeftToTheRules() {
        assertThat(Defaults.backupWindow("db-1", Optional.of("whenever"))).hasSize(11);
    }

    @Test
    void onlyInTheDefaultSubnetGroupIsPublicTheDefault() {
        assertThat(Defaults.publiclyAccessible(Optional.empty())).isTrue();
        assertThat(Defaults.publiclyAccessible(Optional.of("Default"))).isTrue();
        assertThat(Defaults.publiclyAccessible(Optional.of("mine"))).isFalse();
    }

    private static boolean overlap(String backup, String upkeep) {
        return Window.daily(backup).overlaps(Window.weekly(upkeep));
    }
}
