package homeport.stack.api;

import homeport.aws.Service;
import software.amazon.awssdk.services.cloudformation.model.CancelUpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.ContinueUpdateRollbackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeAccountLimitsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackDriftDetectionStatusRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceDriftsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DetectStackDriftRequest;
import software.amazon.awssdk.services.cloudformation.model.DetectStackResourceDriftRequest;
import software.amazon.awssdk.services.cloudformation.model.EstimateTemplateCostRequest;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.GetStackPolicyRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryRequest;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListExportsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListImportsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackRequest;
import software.amazon.awssdk.services.cloudformation.model.SetStackPolicyRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionRequest;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateRequest;

/** The actions that work here. */
public final class Actions {
    private Actions() {}

    public static Service service(Around around) {
        Service service = new Service("cloudformation");
        Drafts drafts = new Drafts(around);
        Launch launch = new Launch(around);
        ChangeSets sets = new ChangeSets(around, drafts, launch);
        stacks(service, new Writing(around, drafts, launch), new Ending(around, launch));
        reading(service, new Reading(around));
        templates(service, new Templates(around, drafts, sets));
        changeSets(service, sets, new ShownChanges(around, sets));
        drift(service, new Drifting(around));
        Exporting exporting = new Exporting(around);
        Policies policies = new Policies(around);
        return service.on("ListExports", ListExportsRequest::builder, exporting::exports)
                .on("ListImports", ListImportsRequest::builder, exporting::imports)
                .on("SetStackPolicy", SetStackPolicyRequest::builder, policies::set)
                .on("GetStackPolicy", GetStackPolicyRequest::builder, policies::get);
    }

    private static void stacks(Service service, Writing writing, Ending ending) {
        service.on("CreateStack", CreateStackRequest::builder, writing::create)
                .on("UpdateStack", UpdateStackRequest::builder, writing::update)
                .on(
                        "UpdateTerminationProtection",
                        UpdateTerminationProtectionRequest::builder,
                        writing::protect)
                .on("DeleteStack", DeleteStackRequest::builder, ending::delete)
                .on("CancelUpdateStack", CancelUpdateStackRequest::builder, ending::cancel)
                .on("ContinueUpdateRollback", ContinueUpdateRollbackRequest::builder, ending::goOn)
                .on("RollbackStack", RollbackStackRequest::builder, ending::rollback);
    }

    private static void reading(Service service, Reading reading) {
        service.on("DescribeStacks", DescribeStacksRequest::builder, reading::stacks)
                .on("ListStacks", ListStacksRequest::builder, reading::list)
                .on("DescribeStackEvents", DescribeStackEventsRequest::builder, reading::events)
                .on(
                        "DescribeStackResource",
                        DescribeStackResourceRequest::builder,
                        reading::resource)
                .on(
                        "DescribeStackResources",
                        DescribeStackResourcesRequest::builder,
                        reading::resources)
                .on("ListStackResources", ListStackResourcesRequest::builder, reading::summaries)
                .on(
                        "DescribeAccountLimits",
                        DescribeAccountLimitsRequest::builder,
                        reading::limits);
    }

    private static void templates(Service service, Templates templates) {
        service.on("GetTemplate", GetTemplateRequest::builder, templates::get)
                .on("GetTemplateSummary", GetTemplateSummaryRequest::builder, templates::summary)
                .on("ValidateTemplate", ValidateTemplateRequest::builder, templates::validate)
                .on("EstimateTemplateCost", EstimateTemplateCostRequest::builder, templates::cost);
    }

    private static void changeSets(Service service, ChangeSets sets, ShownChanges shown) {
        service.on("CreateChangeSet", CreateChangeSetRequest::builder, sets::create)
                .on("DescribeChangeSet", DescribeChangeSetRequest::builder, shown::describe)
                .on("ExecuteChangeSet", ExecuteChangeSetRequest::builder, sets::execute)
                .on("DeleteChangeSet", DeleteChangeSetRequest::builder, sets::delete)
                .on("ListChangeSets", ListChangeSetsRequest::builder, shown::list);
    }

    private static void drift(Service service, Drifting drifting) {
        service.on("DetectStackDrift", DetectStackDriftRequest::builder, drifting::detect)
                .on(
                        "DescribeStackDriftDetectionStatus",
                        DescribeStackDriftDetectionStatusRequest::builder,
                        drifting::status)
                .on(
                        "DescribeStackResourceDrifts",
                        DescribeStackResourceDriftsRequest::builder,
                        drifting::drifts)
                .on(
                        "DetectStackResourceDrift",
                        DetectStackResourceDriftRequest::builder,
                        drifting::one);
    }
}
