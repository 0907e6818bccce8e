package homeport.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import homeport.stack.type.ResourceTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference/cloudformation-types.md} is made from the types. To make it anew: {@code
 * ./mvnw -pl server -am verify -DskipITs -Dtest=ResourceTypesPageTest -Dhomeport.pages=write
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ResourceTypesPageTest {
    private static final Path PAGE = Path.of("../docs/reference/cloudformation-types.md");

    @Test
    void thePageTellsWhatTemplatesMayAskFor() throws IOException {
        String now = page();
        if ("write".equals(System.getProperty("homeport.pages"))) Files.writeString(PAGE, now);
        assertThat(Files.readString(PAGE)).isEqualTo(now);
    }

    private static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Resource types of CloudFormation

                        A type that is not on this page, or a property that is not in its table, fails a template before anything is
                        made. *update* is changed in place, *replace* makes a new resource and deletes the old one at the end, *noted*
                        is taken and shown, and nothing follows from it. What a property may say is for the service to decide, whose
                        words the stack event then has. Made from the code; a test holds it there.

                        A resource that an interrupted operation made is found again by its tag `aws:cloudformation:token`, which AWS
                        does not have.
                        """);
        ResourceTypes.types().values().forEach(type -> page.append(section(type)));
        return page.toString();
    }

    private static String section(Documented type) {
        StringBuilder section = new StringBuilder("\n## " + type.name() + "\n\n");
        for (String note : type.notes()) section.append(note).append("\n\n");
        Map<Effect, TreeSet<String>> byEffect =
                type.properties().entrySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Map.Entry::getValue,
                                        Collectors.mapping(
                                                Map.Entry::getKey,
                                                Collectors.toCollection(TreeSet::new))));
        section.append("| | |\n|---|---|\n");
        for (Effect effect : Effect.values())
            if (byEffect.containsKey(effect))
                section.append(
                        row(effect.name().toLowerCase(Locale.ROOT), code(byEffect.get(effect))));
        section.append(row("`Ref`", type.refers()));
        if (!type.attributes().isEmpty())
            section.append(row("`Fn::GetAtt`", code(new TreeSet<>(type.attributes()))));
        return section.toString();
    }

    private static String row(String head, String text) {
        return "| %s | %s |\n".formatted(head, text);
    }

    private static String code(TreeSet<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
}
