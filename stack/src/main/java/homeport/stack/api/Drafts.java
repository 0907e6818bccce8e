package homeport.stack.api;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.stack.engine.Lookups;
import homeport.stack.engine.Soundness;
import homeport.stack.record.Definition;
import homeport.stack.template.Parameters;
import homeport.stack.template.Template;
import homeport.stack.template.TemplateReader;
import homeport.stack.type.Api;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** From what a request brings to a definition that can be deployed. */
final class Drafts {
    private static final int TAGS_MAX = 50;

    private final Around around;

    Drafts(Around around) {
        this.around = around;
    }

    /** Where a request has its template; one of three. */
    record Source(Optional<String> body, Optional<String> url, boolean previous) {
        static Source of(String body, String url, Boolean previous) {
            return new Source(
                    Optional.ofNullable(body),
                    Optional.ofNullable(url),
                    Boolean.TRUE.equals(previous));
        }
    }

    /** What else it brings; empty: as before. */
    record Given(
            List<Parameter> parameters,
            Optional<List<Tag>> tags,
            List<String> capabilities,
            Optional<List<String>> notificationArns) {}

    /** A sound template and the definition with it. */
    record Draft(Template template, Definition definition) {}

    /**
     * @throws AwsException {@code ValidationError}
     */
    String text(Call call, Source source, Optional<Definition> previous) {
        int ways =
                (source.body().isPresent() ? 1 : 0)
                        + (source.url().isPresent() ? 1 : 0)
                        + (source.previous() ? 1 : 0);
        if (ways == 0)
            throw Refusal.invalid("Either Template URL or Template Body must be specified.");
        if (ways > 1)
            throw Refusal.invalid(
                    "Only one of TemplateBody, TemplateURL and UsePreviousTemplate can be specified.");
        if (source.previous())
            return previous.map(Definition::text)
                    .orElseThrow(() -> Refusal.invalid("There is no previous template to use."));
        String text =
                source.body().orElseGet(() -> around.templates().read(call, source.url().get()));
        int most =
                source.body().isPresent()
                        ? TemplateReader.BODY_BYTES_MAX
                        : TemplateReader.BYTES_MAX;
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > most)
            throw Refusal.invalid(
                    "Member must have length less than or equal to %d: the template has %d bytes",
                    most, length);
        return text;
    }

    /**
     * @param api the parameter store is read with it, if need be
     */
    Draft draft(
            Call call,
            Source source,
            Given given,
            Optional<Definition> previous,
            Supplier<Api> api) {
        String text = text(call, source, previous);
        Template template = Template.parse(text);
        Soundness.check(template, around.types());
        Soundness.acknowledged(template, given.capabilities());
        Map<String, String> values = new LinkedHashMap<>();
        Set<String> keep = new LinkedHashSet<>();
        for (Parameter one : given.parameters()) {
            if (one.parameterKey() == null) throw Refusal.invalid("A parameter has no key.");
            if (Boolean.TRUE.equals(one.usePreviousValue())) keep.add(one.parameterKey());
            else if (one.parameterValue() != null)
                values.put(one.parameterKey(), one.parameterValue());
        }
        Map<String, Parameters.Value> parameters =
                Parameters.values(
                        template,
                        values,
                        previous.map(Definition::parameters).orElse(Map.of()),
                        keep,
                        name -> Lookups.parameter(api.get(), name));
        return new Draft(
                template,
                new Definition(
                        text,
                        parameters,
                        given.tags()
                                .map(Drafts::tags)
                                .or(() -> previous.map(Definition::tags))
                                .orElse(Map.of()),
                        given.capabilities(),
                        given.notificationArns()
                                .or(() -> previous.map(Definition::notificationArns))
                                .orElse(List.of())));
    }

    private static Map<String, String> tags(List<Tag> given) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Tag one : given) {
            if (one.key().startsWith("aws:"))
                throw Refusal.invalid("Tag keys must not begin with aws: (%s)", one.key());
            if (tags.put(one.key(), one.value()) != null)
                throw Refusal.invalid("Duplicate tag key %s", one.key());
        }
        if (tags.size() > TAGS_MAX)
            throw Refusal.invalid("%d tags, allowed %d", tags.size(), TAGS_MAX);
        return tags;
    }
}
