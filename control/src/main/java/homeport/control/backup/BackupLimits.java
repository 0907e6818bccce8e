package homeport.control.backup;

/**
 * How much backups may take of a machine.
 *
 * @param atOnce automated backups that run at the same time, 1 to 32
 * @param checksADay snapshots that are restored on trial each day, 0 to 1000; 0: none
 */
public record BackupLimits(int atOnce, int checksADay) {
    public static final int AT_ONCE_MAX = 32;
    public static final int CHECKS_MAX = 1000;
    public static final BackupLimits DEFAULT = new BackupLimits(2, 50);

    public BackupLimits {
        if (atOnce < 1 || atOnce > AT_ONCE_MAX)
            throw new IllegalArgumentException(atOnce + " backups at once, allowed 1 to 32");
        if (checksADay < 0 || checksADay > CHECKS_MAX)
            throw new IllegalArgumentException(checksADay + " checks a day, allowed 0 to 1000");
    }
}
