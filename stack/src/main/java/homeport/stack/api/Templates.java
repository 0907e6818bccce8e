package homeport.stack.api;

import homeport.aws.Call;
import homeport.stack.engine.Soundness;
import homeport.stack.record.ChangeSet;
import homeport.stack.record.Definition;
import homeport.stack.record.StackRecord;
import homeport.stack.template.Parameter;
import homeport.stack.template.Template;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.model.EstimateTemplateCostRequest;
import software.amazon.awssdk.services.cloudformation.model.EstimateTemplateCostResponse;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateResponse;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryResponse;
import software.amazon.awssdk.services.cloudformation.model.ParameterConstraints;
import software.amazon.awssdk.services.cloudformation.model.ParameterDeclaration;
import software.amazon.awssdk.services.cloudformation.model.TemplateParameter;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateResponse;

/** Shows templates, and what can be said of them without deploying them. */
final class Templates {
    private final Around around;
    private final Drafts drafts;
    private final ChangeSets changeSets;

    Templates(Around around, Drafts drafts, ChangeSets changeSets) {
        this.around = around;
        this.drafts = drafts;
        this.changeSets = changeSets;
    }

    GetTemplateResponse get(Call call, GetTemplateRequest request) {
        String text;
        if (request.changeSetName() != null) {
            ChangeSet set =
                    changeSets.find(
                            call, "GetTemplate", request.changeSetName(), request.stackName());
            text = set.definition().text();
        } else {
            if (request.stackName() == null)
                throw Refusal.invalid("StackName or ChangeSetName must be specified.");
            text = ofStack(call, request.stackName()).text();
        }
        return GetTemplateResponse.builder()
                .templateBody(text)
                .stagesAvailable(TemplateStage.ORIGINAL, TemplateStage.PROCESSED)
                .build();
    }

    private Definition ofStack(Call call, String name) {
        StackRecord stack = around.find(call, name).orElseThrow(() -> Refusal.noStackWithId(name));
        return around.store().definition(stack).orElseThrow(() -> Refusal.noStackWithId(name));
    }

    GetTemplateSummaryResponse summary(Call call, GetTemplateSummaryRequest request) {
        String text =
                request.stackName() != null
                        ? ofStack(call, request.stackName()).text()
                        : drafts.text(
                                call,
                                Drafts.Source.of(
                                        request.templateBody(), request.templateURL(), false),
                                Optional.empty());
        Template template = Template.parse(text);
        Optional<Soundness.Capability> capability = Soundness.capability(template);
        return GetTemplateSummaryResponse.builder()
                .parameters(
                        template.parameters().values().stream()
                                .map(Templates::declaration)
                                .toList())
                .description(template.description().orElse(null))
                .capabilitiesWithStrings(names(capability))
                .capabilitiesReason(reason(capability))
                .resourceTypes(template.types())
                .version("2010-09-09")
                .metadata(template.metadata().map(Object::toString).orElse(null))
                .declaredTransforms(template.transforms())
                .build();
    }

    private static List<String> names(Optional<Soundness.Capability> capability) {
        return capability.map(one -> List.of(one.name())).orElse(null);
    }

    private static String reason(Optional<Soundness.Capability> capability) {
        return capability
                .map(one ->
                        "The following resource(s) require capabilities: [%s]"
                                .formatted(String.join(", ", one.types())))
                .orElse(null);
    }

    private static ParameterDeclaration declaration(Parameter one) {
        return ParameterDeclaration.builder()
                .parameterKey(one.name())
                .parameterType(one.type().word())
                .defaultValue(one.noEcho() ? null : one.fallback().orElse(null))
                .noEcho(one.noEcho())
                .description(one.description().orElse(null))
                .parameterConstraints(
                        ParameterConstraints.builder()
                                .allowedValues(
                                        one.allowedValues().isEmpty() ? null : one.allowedValues())
                                .build())
                .build();
    }

    ValidateTemplateResponse validate(Call call, ValidateTemplateRequest request) {
        String text =
                drafts.text(
                        call,
                        Drafts.Source.of(request.templateBody(), request.templateURL(), false),
                        Optional.empty());
        Template template = Template.parse(text);
        Soundness.check(template, around.types());
        Optional<Soundness.Capability> capability = Soundness.capability(template);
        return ValidateTemplateResponse.builder()
                .parameters(
                        template.parameters().values().stream()
                                .map(one ->
                                        TemplateParameter.builder()
                                                .parameterKey(one.name())
                                                .defaultValue(
                                                        one.noEcho()
                                                                ? null
                                                                : one.fallback().orElse(null))
                                                .noEcho(one.noEcho())
                                                .description(one.description().orElse(null))
                                                .build())
                                .toList())
                .description(template.description().orElse(null))
                .capabilitiesWithStrings(names(capability))
                .capabilitiesReason(reason(capability))
                .declaredTransforms(template.transforms())
                .build();
    }

    EstimateTemplateCostResponse cost(Call call, EstimateTemplateCostRequest request) {
        throw Refusal.invalid(
                "EstimateTemplateCost is not supported: what is deployed here has no price.");
    }
}
