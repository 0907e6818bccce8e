package homeport.server.cli;

import homeport.server.data.ClientSettings;
import homeport.server.data.RootKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code env}: what a shell evaluates so that AWS tools and psql find Homeport. */
@Command(
        name = "env",
        description =
                "Print exports for a shell: eval \"$$(./homeport env)\". The service may be down.")
final class EnvCommand implements Callable<Integer> {
    @Mixin private DataOption data;

    @Option(
            names = "--aws-function",
            negatable = true,
            description =
                    "Also define a shell function that gives an old AWS CLI the endpoint."
                            + " Default: if the installed one needs it")
    private Optional<Boolean> awsFunction;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        Path folder = data.folder();
        RootKey key = RootKey.read(folder).orElseThrow(() -> neverStarted(data));
        ClientSettings client = ClientSettings.read(folder).orElseThrow(() -> neverStarted(data));
        PrintWriter out = spec.commandLine().getOut();
        export(out, "AWS_ENDPOINT_URL", client.api());
        export(out, "AWS_ACCESS_KEY_ID", key.accessKeyId());
        export(out, "AWS_SECRET_ACCESS_KEY", key.secretAccessKey());
        export(out, "AWS_DEFAULT_REGION", client.region());
        export(out, "AWS_REGION", client.region());
        export(out, "AWS_EC2_METADATA_DISABLED", "true");
        export(out, "PGSSLROOTCERT", folder.resolve("ca").resolve("root.pem").toString());
        // Left over from another account, either would be sent along and refused or obeyed.
        out.println("unset AWS_SESSION_TOKEN AWS_PROFILE");
        if (awsFunction.orElseGet(
                () -> AwsCli.installed().filter(AwsCli::ignoresVariable).isPresent()))
            out.println(AwsCli.FUNCTION);
        out.flush();
        return 0;
    }

    static CommandFailed neverStarted(DataOption data) {
        return new CommandFailed(
                "There is no Homeport in %s yet. Start it with `./homeport up%s`."
                        .formatted(data.folder(), data.asFlag()));
    }

    private static void export(PrintWriter out, String name, String value) {
        out.println("export " + name + "=" + ShellText.quote(value));
    }
}
