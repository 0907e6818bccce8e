package homeport.control.instance;

import homeport.control.plan.Window;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** What AWS fills in where the user is silent. */
public final class Defaults {
    /** Source: RDS API, CreateDBInstance, member StorageType. */
    public static final String STORAGE_TYPE = "gp3";

    public static final String CA = "rds-ca-ecc384-g1";
    public static final int RETENTION_DAYS = 1;
    public static final int INSIGHTS_DAYS = 7;
    private static final int SLOTS = 15;
    private static final String[] DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

    private Defaults() {}

    /**
     * Thirty minutes in the block from 03:00 to 11:00 UTC, spread by the instance's resource id.
     *
     * @param other the maintenance window that it must not overlap, when the user gave one
     */
    public static String backupWindow(String resourceId, Optional<String> other) {
        return clear(
                resourceId.hashCode(),
                SLOTS,
                slot -> time(3 * 60 + 30 * slot) + "-" + time(3 * 60 + 30 * slot + 30),
                window -> other.filter(given -> overlap(window, given)).isPresent());
    }

    /**
     * Thirty minutes of a week, at an hour at which the default backup window never is.
     *
     * @param other the backup window that it must not overlap, when the user gave one
     */
    public static String maintenanceWindow(String resourceId, Optional<String> other) {
        return clear(
                resourceId.hashCode() >>> 7,
                7 * SLOTS,
                slot -> {
                    String day = DAYS[slot % 7] + ":";
                    int start = 12 * 60 + 30 * (slot / 7);
                    return day + time(start) + "-" + day + time(start + 30);
                },
                window -> other.filter(given -> overlap(given, window)).isPresent());
    }

    /** The first slot from {@code seed} on that collides with nothing; else that of the seed. */
    private static String clear(
            int seed, int slots, IntFunction<String> window, Predicate<String> collides) {
        int first = Math.floorMod(seed, slots);
        for (int i = 0; i < slots; i++) {
            String tried = window.apply((first + i) % slots);
            if (!collides.test(tried)) return tried;
        }
        return window.apply(first);
    }

    /** A window that cannot be read is refused where the settings are checked. */
    private static boolean overlap(String backup, String maintenance) {
        try {
            return Window.daily(backup).overlaps(Window.weekly(maintenance));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /**
     * Source: RDS API, CreateDBInstance, member PubliclyAccessible: what holds when it is not
     * given.
     *
     * @param subnetGroup as given in the request
     */
    public static boolean publiclyAccessible(Optional<String> subnetGroup) {
        return subnetGroup.filter(name -> !name.equalsIgnoreCase("default")).isEmpty();
    }

    private static String time(int minutes) {
        return String.format(Locale.ROOT, "%02d:%02d", minutes / 60, minutes % 60);
    }
}
