package homeport.server;

import homeport.cloud.sns.delivery.MailSettings;
import homeport.control.backup.BackupLimits;
import homeport.proxy.loop.LoopKind;
import homeport.server.openmetrics.MetricsAccess;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything that {@code up} can be told. Page: {@code docs/reference/settings.md}.
 *
 * @param data the data folder, absolute
 * @param listen where the API port listens
 * @param port of every AWS API, 0 to {@value #PORT_MAX}; 0 takes a free one
 * @param databasePort of every database endpoint unless its creator asks for another, {@value
 *     #DATABASE_PORT_MIN} to {@value #PORT_MAX} as in AWS
 * @param failoverAfter a Multi-AZ primary that gives no sign of life for so long is replaced, 1 to
 *     30 s
 * @param backupsAtOnce how many automated backups run at the same time, 1 to 32
 * @param verifyBackups how many snapshots are restored on trial each day, 0 to 1000
 * @param archiveEvery how far {@code LatestRestorableTime} may lie back, 1 s to 1 h
 * @param enginePath a PostgreSQL installation that is tried first
 * @param account twelve digits
 * @param region what {@code env} tells clients
 * @param proxyIo what endpoints and DB proxies wait for their sockets with
 * @param strict refuse what AWS refuses, also where Homeport by default accepts more
 * @param admitLoopback clients on this machine come in, whatever security groups say
 * @param allowFaults {@code fault} is obeyed
 * @param stopDatabases on Ctrl-C stop the databases too
 * @param mail how notifications leave as mail
 * @param metrics who may read {@code /metrics}
 * @param forward where requests for services go that are not here
 */
public record Settings(
        Path data,
        InetAddress listen,
        int port,
        int databasePort,
        Duration failoverAfter,
        int backupsAtOnce,
        int verifyBackups,
        Duration archiveEvery,
        Optional<Path> enginePath,
        String account,
        String region,
        LoopKind proxyIo,
        boolean strict,
        boolean admitLoopback,
        boolean allowFaults,
        boolean stopDatabases,
        MailSettings mail,
        MetricsAccess metrics,
        Optional<Forwarding> forward) {
    /**
     * @param endpoint {@code http} or {@code https}; empty: AWS itself
     * @param profile by whose key what goes there is signed anew; empty: it goes as it came
     */
    public record Forwarding(Optional<URI> endpoint, Optional<String> profile) {}

    public static final int PORT_MAX = 65_535;
    public static final int DATABASE_PORT_MIN = 1150;

    private static final Duration FAILOVER_MIN = Duration.ofSeconds(1);
    private static final Duration FAILOVER_MAX = Duration.ofSeconds(30);

    private static final Duration ARCHIVE_MIN = Duration.ofSeconds(1);
    private static final Duration ARCHIVE_MAX = Duration.ofHours(1);

    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}");

    /**
     * @throws IllegalArgumentException one line for each setting that is not allowed
     */
    public Settings {
        List<String> problems = new ArrayList<>();
        if (!data.isAbsolute()) problems.add("--data is " + data + ", allowed: an absolute path");
        if (port < 0 || port > PORT_MAX) problems.add("--port is " + port + ", allowed 0 to 65535");
        if (databasePort < DATABASE_PORT_MIN || databasePort > PORT_MAX)
            problems.add("--database-port is " + databasePort + ", allowed 1150 to 65535");
        if (failoverAfter.compareTo(FAILOVER_MIN) < 0 || failoverAfter.compareTo(FAILOVER_MAX) > 0)
            problems.add(
                    "--failover-after is "
                            + failoverAfter.toSeconds()
                            + ", allowed 1 to 30 (seconds)");
        if (backupsAtOnce < 1 || backupsAtOnce > BackupLimits.AT_ONCE_MAX)
            problems.add("--backups-at-once is " + backupsAtOnce + ", allowed 1 to 32");
        if (verifyBackups < 0 || verifyBackups > BackupLimits.CHECKS_MAX)
            problems.add("--verify-backups is " + verifyBackups + ", allowed 0 to 1000 (a day)");
        if (archiveEvery.compareTo(ARCHIVE_MIN) < 0 || archiveEvery.compareTo(ARCHIVE_MAX) > 0)
            problems.add(
                    "--archive-every is "
                            + archiveEvery.toSeconds()
                            + ", allowed 1 to 3600 (seconds)");
        enginePath
                .filter(path -> !Files.isExecutable(path.resolve("bin").resolve("postgres")))
                .filter(path -> !Files.isExecutable(path.resolve("postgres")))
                .ifPresent(path ->
                        problems.add(
                                "--engine-path is "
                                        + path
                                        + ", allowed: a folder with postgres or bin/postgres in it"));
        if (!ACCOUNT.matcher(account).matches())
            problems.add("--account is " + account + ", allowed: twelve digits");
        if (!REGION.matcher(region).matches())
            problems.add("--region is " + region + ", allowed: a form like us-east-1");
        if (metrics == MetricsAccess.OPEN && !listen.isLoopbackAddress())
            problems.add(
                    "--metrics is open with --listen "
                            + listen.getHostAddress()
                            + ", allowed there: token, off");
        forward.flatMap(Forwarding::endpoint)
                .filter(to -> !isEndpoint(to))
                .ifPresent(to ->
                        problems.add(
                                "--forward is "
                                        + to
                                        + ", allowed: aws, http://HOST:PORT or https://HOST[:PORT]"));
        if (forward.filter(to -> to.endpoint().isEmpty() && to.profile().isEmpty()).isPresent())
            problems.add("--forward is aws, which takes its own keys: give --forward-profile, too");
        if (!problems.isEmpty()) throw new IllegalArgumentException(String.join("\n", problems));
    }

    /** Paths are signed, so none can be put before them. */
    private static boolean isEndpoint(URI to) {
        boolean web = "http".equals(to.getScheme()) || "https".equals(to.getScheme());
        boolean bare =
                to.getRawPath() == null || to.getRawPath().isEmpty() || to.getRawPath().equals("/");
        return web
                && bare
                && to.getHost() != null
                && to.getRawQuery() == null
                && to.getRawUserInfo() == null;
    }

    /** What backups may take of this machine. */
    public BackupLimits backups() {
        return new BackupLimits(backupsAtOnce, verifyBackups);
    }
}
