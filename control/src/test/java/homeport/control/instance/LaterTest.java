package homeport.control.instance;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.testkit.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source: RDS user guide, "Settings for DB instances", column "When the change occurs". */
class LaterTest {
    private static final Settings OLD = Examples.settings();

    @ParameterizedTest
    @CsvSource({
        "class,false",
        "version,false",
        "size,false",
        "iam,false",
        "no-backups,false",
        "group,true",
        "port,true",
        "logs,true",
        "monitoring,true"
    })
    void aChangeTakesEffectAtOnceOrWaits(String what, boolean atOnce) {
        Settings wanted = Examples.changed(OLD, what);
        assertThat(Later.now(OLD, wanted)).isEqualTo(atOnce ? wanted : OLD);
    }

    @Test
    void ofSeveralEachGoesItsWay() {
        Settings wanted = Examples.changed(Examples.changed(OLD, "logs"), "class");
        assertThat(Later.now(OLD, wanted)).isEqualTo(Examples.changed(OLD, "logs"));
    }

    @Test
    void aLongerRetentionNeedsNoWindow() {
        Settings off = Examples.changed(OLD, "no-backups");
        assertThat(Later.now(off, OLD)).as("from none to some").isEqualTo(off);
        Settings week = retention(7);
        assertThat(Later.now(OLD, week)).as("from some to more").isEqualTo(week);
    }

    private static Settings retention(int days) {
        Settings.Upkeep u = OLD.upkeep();
        return new Settings(
                OLD.instanceClass(),
                OLD.version(),
                OLD.parameterGroup(),
                OLD.multiAz(),
                OLD.storage(),
                OLD.access(),
                new Settings.Upkeep(
                        days,
                        u.backupWindow(),
                        u.maintenanceWindow(),
                        u.autoMinorVersionUpgrade(),
                        u.copyTagsToSnapshot(),
                        u.deletionProtection(),
                        u.logExports()),
                OLD.insight());
    }
}
