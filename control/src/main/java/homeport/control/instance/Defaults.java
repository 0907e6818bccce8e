package homeport.control.instance;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** What AWS fills in where the user is silent. */
final class Defaults {
    static final String STORAGE_TYPE = "gp2";
    static final int RETENTION_DAYS = 1;
    static final int INSIGHTS_DAYS = 7;
    private static final String[] DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

    private Defaults() {}

    /**
     * Thirty minutes in the block from 03:00 to 11:00 UTC, spread by the instance's resource id.
     */
    static String backupWindow(String resourceId) {
        int start = 3 * 60 + 30 * Math.floorMod(resourceId.hashCode(), 15);
        return time(start) + "-" + time(start + 30);
    }

    /** Thirty minutes of a week, at an hour at which {@link #backupWindow} never is. */
    static String maintenanceWindow(String resourceId) {
        int spread = Math.floorMod(resourceId.hashCode() >>> 7, 7 * 15);
        String day = DAYS[spread % 7];
        int start = 12 * 60 + 30 * (spread / 7);
        return day + ":" + time(start) + "-" + day + ":" + time(start + 30);
    }

    /** The key that AWS would call {@code aws/rds}: one for each account and region. */
    static String kmsKey(String region, String account) {
        String seed = "aws/rds " + region + " " + account;
        UUID key = UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
        return "arn:aws:kms:" + region + ":" + account + ":key/" + key;
    }

    private static String time(int minutes) {
        return String.format(Locale.ROOT, "%02d:%02d", minutes / 60, minutes % 60);
    }
}
