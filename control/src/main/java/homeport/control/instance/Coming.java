package homeport.control.instance;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.MasterUserSecret;
import software.amazon.awssdk.services.rds.model.PendingCloudwatchLogsExports;

/** What is still to come, as instances and clusters show it; null where nothing is. */
public final class Coming {
    private Coming() {}

    public static <T> T changed(T now, T coming) {
        return coming.equals(now) ? null : coming;
    }

    public static <T> Optional<T> changed(Optional<T> now, Optional<T> coming) {
        return coming.equals(now) ? Optional.empty() : coming;
    }

    public static PendingCloudwatchLogsExports logs(List<String> now, List<String> coming) {
        if (coming.equals(now)) return null;
        return PendingCloudwatchLogsExports.builder()
                .logTypesToEnable(coming.stream().filter(log -> !now.contains(log)).toList())
                .logTypesToDisable(now.stream().filter(log -> !coming.contains(log)).toList())
                .build();
    }

    /** A new master password, hidden; empty: the one in force stays. */
    public static Optional<String> password(DbInstance asked, Observed seen) {
        return passwordDue(asked, seen) ? Optional.of("****") : Optional.empty();
    }

    /** Where the master password is, when the service manages it. */
    public static Optional<MasterUserSecret> secret(DbInstance asked, Observed seen) {
        return asked.password()
                .secretArn()
                .map(arn ->
                        MasterUserSecret.builder()
                                .secretArn(arn)
                                .secretStatus(secretStatus(asked, seen))
                                .kmsKeyId(asked.password().secretKey().orElse(null))
                                .build());
    }

    private static String secretStatus(DbInstance asked, Observed seen) {
        if (!passwordDue(asked, seen)) return "active";
        return seen.available().isEmpty() ? "creating" : "rotating";
    }

    private static boolean passwordDue(DbInstance asked, Observed seen) {
        return seen.passwordGeneration() < asked.password().generation();
    }
}
