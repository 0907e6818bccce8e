package homeport.server.cli;

import homeport.server.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code endpoints}: every address that clients can use. */
@Command(name = "endpoints", description = "Show every endpoint: name, address, writer.")
final class EndpointsCommand implements Callable<Integer> {
    @Mixin private DataOption data;

    @ArgGroup private Form form = new Form();

    @Spec private CommandSpec spec;

    /** At most one of them. */
    private static final class Form {
        @Option(names = "--hosts", description = "Print lines for /etc/hosts.")
        private boolean hosts;

        @Option(names = "--json", description = "Print one JSON document.")
        private boolean json;
    }

    @Override
    public Integer call() throws IOException, CommandFailed {
        List<Status.Endpoint> endpoints = data.service().status().endpoints();
        PrintWriter out = spec.commandLine().getOut();
        if (form.json) out.println(JsonMapper.shared().writeValueAsString(endpoints));
        else if (form.hosts) hosts(endpoints, out);
        else if (endpoints.isEmpty()) out.println("No endpoints yet: there is no DB instance.");
        else table(endpoints, out);
        out.flush();
        return 0;
    }

    private static void hosts(List<Status.Endpoint> endpoints, PrintWriter out) {
        for (Status.Endpoint row : endpoints)
            if (!row.hostName().isEmpty()) out.println(row.address() + "\t" + row.hostName());
    }

    private static void table(List<Status.Endpoint> endpoints, PrintWriter out) {
        Table table = new Table("NAME", "KIND", "ADDRESS", "PORT", "WRITER", "LEADS TO");
        for (Status.Endpoint row : endpoints)
            table.row(
                    row.name(),
                    row.kind(),
                    row.address(),
                    row.port(),
                    row.writer(),
                    String.join(", ", row.leadsTo()));
        table.print(out);
    }
}
