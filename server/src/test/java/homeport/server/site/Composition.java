package homeport.server.site;

import homeport.aws.Actions;
import homeport.aws.Call;
import homeport.aws.LocalCalls;
import homeport.aws.Permission;
import homeport.cloud.iam.access.RootKey;
import homeport.cloud.sns.delivery.MailSettings;
import homeport.control.backup.BackupLimits;
import homeport.proxy.loop.LoopKind;
import homeport.stack.type.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Every service over a data folder of its own, in this process and without a port. */
final class Composition implements AutoCloseable {
    static final String ACCOUNT = "000000000000";
    static final String REGION = "us-east-1";

    private final Databases databases;
    private final LocalCalls calls;

    private Composition(Databases databases) {
        this.databases = databases;
        this.calls = new LocalCalls(new Actions(databases.services()));
    }

    /**
     * @param folder an empty one
     */
    static Composition in(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        return new Composition(
                Databases.open(
                        new Databases.Options(
                                Files.createDirectory(folder.resolve("data")),
                                ACCOUNT,
                                5432,
                                Duration.ofSeconds(3),
                                BackupLimits.DEFAULT,
                                Duration.ofMinutes(5),
                                "http://127.0.0.1:4566",
                                Optional.empty(),
                                Optional.empty(),
                                new RootKey("AKIAROOT", "not-a-secret"),
                                LoopKind.AUTO,
                                false,
                                MailSettings.NONE)));
    }

    Databases databases() {
        return databases;
    }

    /** As the account's root. */
    Api api() {
        return (service, action, request) ->
                calls.call(
                        new Call(
                                REGION,
                                ACCOUNT,
                                new Call.Caller(
                                        "AKIAROOT", "arn:aws:iam::" + ACCOUNT + ":root", ACCOUNT),
                                "request",
                                Instant.now(),
                                Permission.ALL),
                        service,
                        action,
                        request);
    }

    @Override
    public void close() {
        databases.close();
    }
}
