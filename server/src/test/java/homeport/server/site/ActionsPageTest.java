package homeport.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Service;
import homeport.aws.model.ServiceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/reference/actions.md} is made from what is registered. To make it anew: {@code ./mvnw
 * -pl server -am verify -Dtest=ActionsPageTest -Dhomeport.pages=write
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ActionsPageTest {
    private static final Path PAGE = Path.of("../docs/reference/actions.md");

    @TempDir Path folder;

    @Test
    void thePageTellsWhichActionsWork() throws IOException {
        String now = page(services());
        if ("write".equals(System.getProperty("homeport.pages"))) Files.writeString(PAGE, now);
        assertThat(Files.readString(PAGE)).isEqualTo(now);
    }

    private List<Service> services() throws IOException {
        try (Composition all = Composition.in(folder)) {
            return all.databases().services();
        }
    }

    private static String page(List<Service> services) {
        StringBuilder page =
                new StringBuilder(
                        """
                        # AWS actions that work here

                        Every other action of these services is answered with `UnsupportedOperation`, every other service with a
                        sentence that names those that are offered. Made from the code; a test holds it there.
                        """);
        services.stream()
                .sorted((one, other) -> one.model().compareTo(other.model()))
                .forEach(service -> page.append(section(service)));
        return page.toString();
    }

    private static String section(Service service) {
        TreeSet<String> works = new TreeSet<>(service.actions().keySet());
        ServiceModel model = ServiceModel.of(Map.of(service.model(), works)).getFirst();
        TreeSet<String> rest = new TreeSet<>(model.operations());
        rest.removeAll(works);
        String heading =
                "\n## %s (%d of %d)\n\n"
                        .formatted(service.model(), works.size(), model.operations().size());
        return heading
                + lines(works)
                + (rest.isEmpty() ? "" : "\nNot here: " + names(rest) + ".\n");
    }

    private static String lines(TreeSet<String> actions) {
        return actions.stream().map(action -> "- `" + action + "`\n").collect(Collectors.joining());
    }

    private static String names(TreeSet<String> actions) {
        // a whole service's rest is a page of names that nobody reads; the model has them
        return actions.size() > 200
                ? actions.size() + " others"
                : actions.stream().collect(Collectors.joining(", "));
    }
}
