package homeport.server.cli;

import homeport.cloud.sns.delivery.MailSettings;
import homeport.control.backup.BackupLimits;
import homeport.proxy.loop.LoopKind;
import homeport.server.Homeport;
import homeport.server.Settings;
import homeport.server.StartException;
import homeport.server.local.LocalClient;
import homeport.server.openmetrics.MetricsAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Lives a short life on a folder of its own, while the JVM notes which classes that takes; the
 * launcher makes the cache of them that later starts read. It also proves that a build can start.
 */
@Command(name = "train", hidden = true, description = "Warm up the class cache.")
final class TrainCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, StartException, CommandFailed {
        Path data = Files.createTempDirectory("homeport-train");
        try {
            Homeport homeport = Homeport.start(settings(data));
            try {
                LocalClient.of(data).orElseThrow().status();
                for (String command : new String[] {"status", "endpoints"})
                    quietly(command, "--data", data.toString());
                quietly("env", "--no-aws-function", "--data", data.toString());
                quietly("up", "--help");
            } finally {
                homeport.close(true);
            }
        } finally {
            remove(data);
        }
        return 0;
    }

    private static Settings settings(Path data) {
        return new Settings(
                data,
                InetAddress.getLoopbackAddress(),
                0,
                5432,
                Duration.ofSeconds(3),
                BackupLimits.DEFAULT.atOnce(),
                BackupLimits.DEFAULT.checksADay(),
                Duration.ofMinutes(5),
                Optional.empty(),
                "000000000000",
                "us-east-1",
                LoopKind.AUTO,
                false,
                true,
                false,
                true,
                MailSettings.NONE,
                MetricsAccess.OFF,
                Optional.empty());
    }

    private static void quietly(String... args) throws CommandFailed {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        int status = CommandLineTool.commandLine().setOut(nowhere).execute(args);
        if (status != 0) throw new CommandFailed(args[0] + " ended with " + status);
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException failed)
                            throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
