package homeport.server.cli;

import homeport.server.fault.Order;
import homeport.server.local.LocalClient;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fault}: an accident on purpose, carried out by the service. */
@Command(
        name = "fault",
        description =
                "Strike a node of a service that was started with `up --allow-faults`, or heal what was struck.")
final class FaultCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description = "Of: ${COMPLETION-CANDIDATES}.")
    private String kind;

    @Parameters(
            index = "1",
            paramLabel = "INSTANCE",
            description = "Identifier of a DB instance or of a Multi-AZ DB cluster.")
    private String instance;

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description = "Of: primary, standby, a zone, a node's name. Unless given: the primary.")
    private Optional<String> node;

    @Option(names = "--tree", description = "Of kill: every process of the node, at once.")
    private boolean tree;

    @Mixin private DataOption data;

    @Spec private CommandSpec spec;

    private static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Order.Kind.words().iterator();
        }
    }

    @Override
    public Integer call() throws IOException, CommandFailed {
        Order order = order();
        try {
            spec.commandLine().getOut().println(data.service().fault(order));
            spec.commandLine().getOut().flush();
            return 0;
        } catch (LocalClient.Refusal refused) {
            throw new CommandFailed(refused.getMessage(), refused);
        }
    }

    private Order order() {
        Order.Kind wanted =
                Order.Kind.of(kind)
                        .orElseThrow(() ->
                                misunderstood(
                                        "KIND is %s, allowed: %s."
                                                .formatted(kind, Order.Kind.words())));
        if (tree && wanted != Order.Kind.KILL)
            throw misunderstood("--tree is for kill, not for " + kind + ".");
        if (node.isPresent() && wanted == Order.Kind.HEAL)
            throw misunderstood("--node is not for heal, which heals every node.");
        return new Order(wanted, instance, node, tree);
    }

    private ParameterException misunderstood(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
