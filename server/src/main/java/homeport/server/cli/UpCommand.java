package homeport.server.cli;

import homeport.cloud.sns.delivery.MailSettings;
import homeport.proxy.loop.LoopKind;
import homeport.server.Ending;
import homeport.server.Homeport;
import homeport.server.Settings;
import homeport.server.Settings.Forwarding;
import homeport.server.StartException;
import homeport.server.console.ConsoleRoute;
import homeport.server.openmetrics.MetricsAccess;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code up}: the service in the foreground. */
@Command(
        name = "up",
        description = "Start Homeport here and stay until Ctrl-C. Databases run on unless told.")
final class UpCommand implements Callable<Integer> {
    private static final int SESSIONS_SECONDS_MAX = 3600;
    private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9.-]+):([0-9]{1,5})");

    @Mixin private DataOption data;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "4566",
            description = "Port of every AWS API; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--listen",
            paramLabel = "ADDR",
            defaultValue = "127.0.0.1",
            description = "Address of the API port. Default: ${DEFAULT-VALUE}")
    private String listen;

    @Option(
            names = "--database-port",
            paramLabel = "N",
            defaultValue = "5432",
            description = "Port of a database whose creator names none. Default: ${DEFAULT-VALUE}")
    private int databasePort;

    @Option(
            names = "--failover-after",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description =
                    "Replace a Multi-AZ primary that gives no sign of life for so long, 1 to 30. Default: ${DEFAULT-VALUE}")
    private int failoverAfterSeconds;

    @Option(
            names = "--backups-at-once",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "How many automated backups run at the same time, 1 to 32. Default: ${DEFAULT-VALUE}")
    private int backupsAtOnce;

    @Option(
            names = "--verify-backups",
            paramLabel = "N",
            defaultValue = "50",
            description =
                    "Restore so many snapshots on trial each day, 0 to 1000. Default: ${DEFAULT-VALUE}")
    private int verifyBackups;

    @Option(
            names = "--archive-every",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description =
                    "Archive the WAL of instances with backups at least so often, 1 to 3600: how far LatestRestorableTime may lie back. Default: ${DEFAULT-VALUE}")
    private int archiveEverySeconds;

    @Option(
            names = "--engine-path",
            paramLabel = "DIR",
            description = "A PostgreSQL installation to use before all others.")
    private Optional<Path> enginePath;

    @Option(
            names = "--account",
            paramLabel = "N",
            defaultValue = "000000000000",
            description = "The AWS account number, twelve digits. Default: ${DEFAULT-VALUE}")
    private String account;

    @Option(
            names = "--region",
            paramLabel = "R",
            defaultValue = "us-east-1",
            description =
                    "The region that `env` names; the APIs serve every region. Default: ${DEFAULT-VALUE}")
    private String region;

    @Option(
            names = "--proxy-io",
            paramLabel = "KIND",
            defaultValue = "auto",
            description =
                    "What endpoints and DB proxies wait for their sockets with: auto, io_uring, epoll or nio. Default: ${DEFAULT-VALUE}")
    private String proxyIo;

    @Option(
            names = "--smtp",
            paramLabel = "SERVER",
            description = "The mail server that takes notifications by mail, without TLS.")
    private Optional<String> smtp;

    @Option(
            names = "--mail-folder",
            paramLabel = "DIR",
            description = "Write notifications by mail here, a file each, instead of sending them.")
    private Optional<Path> mailFolder;

    @Option(
            names = "--mail-from",
            paramLabel = "ADDRESS",
            defaultValue = "homeport@localhost",
            description = "Who notifications by mail come from. Default: ${DEFAULT-VALUE}")
    private String mailFrom;

    @Option(
            names = "--metrics",
            paramLabel = "WHO",
            defaultValue = "token",
            description =
                    "Who may read /metrics of the API port: token, whoever shows the one in the data folder; open, everybody here; off. Default: ${DEFAULT-VALUE}")
    private String metrics;

    @Option(
            names = "--forward",
            paramLabel = "URL",
            description =
                    "Hand requests for AWS services that are not here to this endpoint, as of LocalStack or moto; aws: to AWS itself.")
    private Optional<String> forward;

    @Option(
            names = "--forward-profile",
            paramLabel = "NAME",
            description =
                    "Sign what is handed on anew, by the key of this profile of the AWS CLI's files, for who has signed by the root key.")
    private Optional<String> forwardProfile;

    @Option(
            names = "--strict",
            description = "Refuse what AWS refuses; see the list of leniencies.")
    private boolean strict;

    @Option(
            names = "--admit-loopback",
            paramLabel = "BOOL",
            arity = "1",
            defaultValue = "true",
            description =
                    "Let clients on this machine in to every endpoint, whatever security groups say; with false, their rules decide. Default: ${DEFAULT-VALUE}")
    private boolean admitLoopback;

    @Option(
            names = "--allow-faults",
            description = "Obey `fault`, which kills, freezes and cuts off nodes. For rehearsals.")
    private boolean allowFaults;

    @Option(
            names = "--take-over",
            description =
                    "Take over from the process that serves this folder, if one does: no connection is refused, and its sessions go on there for --sessions-max.")
    private boolean takeOver;

    @Option(
            names = "--sessions-max",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How long sessions of the process that is taken over may go on, 0 to 3600. Default: ${DEFAULT-VALUE}")
    private int sessionsMaxSeconds;

    @Option(names = "--stop-databases", description = "On Ctrl-C stop the databases too.")
    private boolean stopDatabases;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed {
        Homeport homeport = start(settings());
        // The JVM ends with 130 or 143 on a signal; the hook makes that a clean stop.
        Thread hook = new Thread(() -> homeport.close(stopDatabases), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        Thread.setDefaultUncaughtExceptionHandler(new ThreadDeath(homeport.ending()));
        announce(homeport, spec.commandLine().getOut());
        switch (homeport.ending().join()) {
            case Ending.Stop(boolean databases) -> homeport.close(databases);
            case Ending.TakenOver(Duration sessionsMax) -> homeport.serveOut(sessionsMax);
            case Ending.Failed(String because) -> {
                homeport.close(false);
                throw new CommandFailed(because);
            }
        }
        return 0;
    }

    private LoopKind loopKind() {
        try {
            return LoopKind.named(proxyIo);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--proxy-io is " + proxyIo + ", allowed: auto, io_uring, epoll, nio",
                    unknown);
        }
    }

    private MetricsAccess metricsAccess() {
        return MetricsAccess.named(metrics)
                .orElseThrow(() ->
                        new ParameterException(
                                spec.commandLine(),
                                "--metrics is " + metrics + ", allowed: token, open, off"));
    }

    private MailSettings mail() {
        return new MailSettings(
                smtp.map(UpCommand::server),
                mailFolder.map(path -> path.toAbsolutePath().normalize()),
                mailFrom);
    }

    private static MailSettings.Server server(String text) {
        Matcher parts = SERVER.matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
        if (port < 1 || port > Settings.PORT_MAX)
            throw new IllegalArgumentException(
                    "--smtp is " + text + ", allowed: HOST:PORT, as in localhost:25");
        return new MailSettings.Server(parts.group(1), port);
    }

    private Optional<Forwarding> forwarding() {
        if (forward.isEmpty() && forwardProfile.isPresent())
            throw new IllegalArgumentException("--forward-profile goes with --forward");
        return forward.map(to ->
                new Forwarding(
                        to.equals("aws") ? Optional.empty() : Optional.of(URI.create(to)),
                        forwardProfile));
    }

    private Settings settings() {
        try {
            return new Settings(
                    data.folder(),
                    InetAddress.getByName(listen),
                    port,
                    databasePort,
                    Duration.ofSeconds(failoverAfterSeconds),
                    backupsAtOnce,
                    verifyBackups,
                    Duration.ofSeconds(archiveEverySeconds),
                    enginePath.map(path -> path.toAbsolutePath().normalize()),
                    account,
                    region,
                    loopKind(),
                    strict,
                    admitLoopback,
                    allowFaults,
                    stopDatabases,
                    mail(),
                    metricsAccess(),
                    forwarding());
        } catch (UnknownHostException unknown) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--listen is " + listen + ", allowed: an IP address",
                    unknown);
        } catch (IllegalArgumentException problems) {
            throw new ParameterException(spec.commandLine(), problems.getMessage(), problems);
        }
    }

    private Homeport start(Settings settings) throws CommandFailed {
        if (sessionsMaxSeconds < 0 || sessionsMaxSeconds > SESSIONS_SECONDS_MAX)
            throw new ParameterException(
                    spec.commandLine(),
                    "--sessions-max is %d, allowed 0 to %d (seconds)"
                            .formatted(sessionsMaxSeconds, SESSIONS_SECONDS_MAX));
        try {
            return takeOver
                    ? Homeport.takeOver(settings, Duration.ofSeconds(sessionsMaxSeconds))
                    : Homeport.start(settings);
        } catch (StartException refused) {
            throw new CommandFailed(refused.getMessage(), refused);
        }
    }

    private void announce(Homeport homeport, PrintWriter out) {
        out.println("Homeport is ready");
        out.println("  AWS endpoint   " + homeport.apiUrl());
        out.println("  console        " + homeport.apiUrl() + ConsoleRoute.PREFIX);
        out.println("  data folder    " + data.folder());
        out.println("  in your shell  eval \"$(./homeport env" + data.asFlag() + ")\"");
        out.flush();
    }
}
