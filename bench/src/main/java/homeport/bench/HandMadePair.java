package homeport.bench;

import homeport.engine.Account;
import homeport.engine.Authority;
import homeport.engine.FileAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Two PostgreSQL servers set up as the manual says, without Homeport: initdb, pg_basebackup, {@code
 * synchronous_standby_names}. Clients and replication come by TCP from loopback addresses, the
 * latter behind TLS as between the nodes of an instance.
 */
final class HandMadePair implements AutoCloseable {
    static final String USER = "postgres";
    static final String PRIMARY = "127.92.0.1";
    private static final String STANDBY = "127.92.0.2";
    private static final String NAMES = "synchronous_standby_names = 'ANY 1 (s1)'\n";
    private static final String HBA =
            """
            host all all 127.0.0.0/8 trust
            hostssl replication all 127.0.0.0/8 trust
            """;
    private static final Duration COMMAND_MAX = Duration.ofMinutes(5);

    private final Path bin;
    private final Path root = Files.createTempDirectory("handmade");
    private final Account account = Account.forEngines();

    /**
     * @param bin PostgreSQL's programs, those of a client included
     * @param settings of both servers, values as {@code SHOW} tells them
     */
    HandMadePair(Path bin, Map<String, String> settings) throws IOException {
        this.bin = bin;
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        try {
            start(settings);
        } catch (IOException | RuntimeException failed) {
            close(); // what has started already
            throw failed;
        }
    }

    private void start(Map<String, String> settings) throws IOException {
        String data = data("p");
        program("initdb", "-D", data, "-U", USER, "-k", "-A", "trust", "-N");
        certificate();
        append("p", "postgresql.conf", text(settings) + own(PRIMARY));
        append("p", "pg_hba.conf", HBA);
        start("p");
        String from = "host=" + PRIMARY + " user=" + USER + " application_name=s1 sslmode=require";
        program("pg_basebackup", "-D", data("s"), "-d", from, "-R", "-c", "fast", "-X", "stream");
        append("s", "postgresql.conf", "listen_addresses = '" + STANDBY + "'\n");
        start("s");
        append("p", "postgresql.conf", NAMES);
        program("pg_ctl", "-D", data, "reload");
    }

    private static String text(Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        settings.forEach((name, value) ->
                text.append("%s = '%s'\n".formatted(name, value.replace("'", "''"))));
        return text.toString();
    }

    private String own(String address) {
        return """
        listen_addresses = '%s'
        port = 5432
        unix_socket_directories = '%s'
        ssl = on
        ssl_cert_file = '%s'
        ssl_key_file = '%s'
        """
                .formatted(address, root, root.resolve("tls.pem"), root.resolve("tls.key"));
    }

    private void certificate() throws IOException {
        Authority.Identity identity =
                FileAuthority.open(root.resolve("ca"), Instant.now())
                        .issue("handmade", List.of(), List.of(PRIMARY), Instant.now());
        secret("tls.pem", identity.certificate());
        secret("tls.key", identity.privateKey());
    }

    private void secret(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
        if (!account.switched()) return;
        Files.setAttribute(file, "unix:uid", account.uid(), LinkOption.NOFOLLOW_LINKS);
    }

    private String data(String name) {
        return root.resolve(name).toString();
    }

    private void append(String name, String file, String text) throws IOException {
        Path path = root.resolve(name).resolve(file);
        Files.writeString(path, Files.readString(path) + text);
    }

    private void start(String name) throws IOException {
        String log = root.resolve(name + ".log").toString();
        // In one server's configuration there is one address; sockets would have one name.
        String socket = "-c unix_socket_directories=''";
        program("pg_ctl", "-D", data(name), "-w", "-l", log, "-o", socket, "start");
    }

    private void program(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (account.switched())
            command.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=" + account.uid(),
                            "--regid=" + account.gid(),
                            "--clear-groups",
                            "--"));
        command.add(bin.resolve(name).toString());
        command.addAll(Arrays.asList(arguments));
        // Programs of another account may not look for certificates in ours.
        run(command, Map.of("HOME", root.toString()), root);
    }

    /**
     * @return what it printed, on both outputs
     * @throws IOException it failed; the message has that
     */
    static String run(List<String> command, Map<String, String> environment, Path folder)
            throws IOException {
        Path said = Files.createTempFile("bench", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS);
            String text = Files.readString(said, StandardCharsets.UTF_8);
            if (!ended) process.destroyForcibly();
            if (!ended || process.exitValue() != 0)
                throw new IOException(String.join(" ", command) + " said: " + text);
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(said);
        }
    }

    @Override
    public void close() throws IOException {
        for (String name : List.of("s", "p"))
            if (Files.exists(Path.of(data(name), "postmaster.pid")))
                program("pg_ctl", "-D", data(name), "-m", "immediate", "-w", "stop");
        run(List.of("rm", "-rf", root.toString()), Map.of(), Path.of("/"));
    }
}
