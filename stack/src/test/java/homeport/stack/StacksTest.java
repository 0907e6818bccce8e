package homeport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.store.EmbeddedStore;
import homeport.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.model.CancelUpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ContinueUpdateRollbackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeletionMode;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionRequest;

/** What becomes of a stack when it is made, changed, cut short and deleted. */
final class StacksTest {
    private final Rig rig = new Rig();
    private final World world = rig.world;

    @AfterEach
    void close() {
        rig.close();
    }

    private static final String TWO =
            """
            Resources:
              A: {Type: 'Test::Thing', Properties: {Size: 1}}
              B: {Type: 'Test::Thing', Properties: {Link: !Ref A, Kind: !GetAtt A.Arn}}
            Outputs:
              Where: {Value: !GetAtt B.Arn, Export: {Name: !Sub '${AWS::StackName}-where'}}
            """;

    @Test
    void aStackIsMadeInOrderAndTellsOfIt() {
        String id = rig.create("two", TWO);
        assertThat(rig.settled("two")).isEqualTo("CREATE_COMPLETE");
        assertThat(rig.told(id))
                .containsExactly(
                        "two CREATE_IN_PROGRESS: User Initiated",
                        "A CREATE_IN_PROGRESS",
                        "A CREATE_IN_PROGRESS: Resource creation Initiated",
                        "A CREATE_COMPLETE",
                        "B CREATE_IN_PROGRESS",
                        "B CREATE_IN_PROGRESS: Resource creation Initiated",
                        "B CREATE_COMPLETE",
                        "two CREATE_COMPLETE");
        String b =
                rig.world.things.keySet().stream()
                        .filter(one -> one.contains("-B-"))
                        .findFirst()
                        .get();
        assertThat(rig.outputs("two")).containsEntry("Where", "arn:thing:" + b);
        rig.delete("two");
        assertThat(rig.settled(id)).isEqualTo("DELETE_COMPLETE");
        assertThat(world.things).isEmpty();
        assertThat(rig.told(id))
                .containsSubsequence(
                        "B DELETE_COMPLETE",
                        "A DELETE_IN_PROGRESS",
                        "A DELETE_COMPLETE",
                        "two DELETE_COMPLETE");
        Rig.refused("ValidationError", "Stack with id two does not exist", () -> rig.stack("two"));
    }

    @Test
    void aFailureRollsBackToNothingAndNamesItsCause() {
        String id =
                rig.create(
                        "bad",
                        """
                        Resources:
                          A: {Type: 'Test::Thing', Properties: {Size: 1}}
                          Slow: {Type: 'Test::Thing', Properties: {Fail: never}}
                          B: {Type: 'Test::Thing', DependsOn: A, Properties: {Fail: create}}
                          C: {Type: 'Test::Thing', DependsOn: B}
                        """);
        assertThat(rig.settled("bad")).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(world.things).isEmpty();
        assertThat(rig.told(id))
                .contains(
                        "B CREATE_FAILED: There are too many things. (Error Code: QuotaExceeded)",
                        "Slow CREATE_FAILED: Resource creation cancelled",
                        "bad ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [B, Slow]. Rollback requested by user.",
                        "A DELETE_COMPLETE",
                        "bad ROLLBACK_COMPLETE")
                .noneMatch(line -> line.startsWith("C "));
        Rig.refused(
                "ValidationError",
                "is in ROLLBACK_COMPLETE state and can not be updated",
                () -> rig.update("bad", TWO));
        rig.delete("bad");
        assertThat(rig.settled(id)).isEqualTo("DELETE_COMPLETE");
    }

    /** Its service neither completed it nor let it be deleted: the rollback asks once more. */
    @Test
    void whatIsHalfMadeIsOnRecordAndGoesWithTheRollback() {
        rig.create("half", "Resources: {A: {Type: 'Test::Thing', Properties: {Fail: half}}}");
        assertThat(rig.settled("half")).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(world.things).isEmpty();
        assertThat(rig.told("half"))
                .anyMatch(line ->
                        line.matches(
                                "A CREATE_FAILED: The thing cannot be completed. What was made of it, half-A-.*,"
                                        + " could not be deleted again: The thing is held. \\(Error Code: Broken\\)"))
                .contains("A DELETE_COMPLETE");
    }

    @Test
    void anUpdateChangesReplacesAddsAndRemoves() {
        rig.create(
                "up",
                """
                Resources:
                  A: {Type: 'Test::Thing', Properties: {Size: 1}}
                  B: {Type: 'Test::Thing', Properties: {Kind: one}}
                  C: {Type: 'Test::Thing', Properties: {Link: !Ref B}}
                  D: {Type: 'Test::Thing', DependsOn: C}
                  Kept: {Type: 'Test::Thing', DeletionPolicy: Retain}
                """);
        assertThat(rig.settled("up")).isEqualTo("CREATE_COMPLETE");
        world.asked.clear();
        rig.update(
                "up",
                """
                Resources:
                  A: {Type: 'Test::Thing', Properties: {Size: 2}}
                  B: {Type: 'Test::Thing', Properties: {Kind: other}}
                  C: {Type: 'Test::Thing', Properties: {Link: !Ref B}}
                  E: {Type: 'Test::Thing'}
                """);
        assertThat(rig.settled("up")).isEqualTo("UPDATE_COMPLETE");
        assertThat(world.asked)
                .contains("update A", "create B", "update C", "create E", "delete B", "delete D")
                .doesNotContain("update B", "delete Kept");
        assertThat(world.byLogicalId().keySet()).containsExactly("A", "B", "C", "E", "Kept");
        assertThat(world.things).containsKey(world.property("C", "Link"));
        assertThat(rig.resources("up").keySet()).containsExactlyInAnyOrder("A", "B", "C", "E");
        assertThat(rig.told("up"))
                .contains(
                        "B UPDATE_IN_PROGRESS: Requested update requires the creation of a new physical resource; hence creating one.",
                        "up UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                        "Kept DELETE_SKIPPED",
                        "up UPDATE_COMPLETE");
        Rig.refused(
                "ValidationError",
                "No updates are to be performed.",
                () ->
                        rig.call(
                                Object.class,
                                software.amazon.awssdk.services.cloudformation.model
                                        .UpdateStackRequest.builder()
                                        .stackName("up")
                                        .usePreviousTemplate(true)
                                        .build()));
    }

    @Test
    void anUpdateThatFailsGoesBackToWhatWas() {
        String first =
                """
                Resources:
                  A: {Type: 'Test::Thing', Properties: {Size: 1}}
                  B: {Type: 'Test::Thing', Properties: {Kind: one}}
                  C: {Type: 'Test::Thing', Properties: {Link: !Ref B}}
                """;
        rig.create("back", first);
        assertThat(rig.settled("back")).isEqualTo("CREATE_COMPLETE");
        var before = world.byLogicalId();
        rig.update(
                "back",
                """
                Resources:
                  A: {Type: 'Test::Thing', Properties: {Size: 2}}
                  B: {Type: 'Test::Thing', Properties: {Kind: other}}
                  C: {Type: 'Test::Thing', Properties: {Link: !Ref B}}
                  E: {Type: 'Test::Thing'}
                  F: {Type: 'Test::Thing', DependsOn: [A, C, E], Properties: {Fail: create}}
                """);
        assertThat(rig.settled("back")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(world.byLogicalId()).isEqualTo(before);
        assertThat(rig.told("back"))
                .contains(
                        "back UPDATE_ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [F]. ",
                        "A UPDATE_COMPLETE",
                        "back UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
                        "E DELETE_COMPLETE",
                        "back UPDATE_ROLLBACK_COMPLETE");
        assertThat(rig.resources("back").keySet()).containsExactlyInAnyOrder("A", "B", "C");
        rig.update("back", first.replace("Size: 1", "Size: 3"));
        assertThat(rig.settled("back")).isEqualTo("UPDATE_COMPLETE");
        assertThat(world.property("A", "Size")).isEqualTo("3");
    }

    @Test
    void aRollbackThatFailsGoesOnWithoutWhatHoldsItUp() {
        rig.create("stuck", "Resources: {A: {Type: 'Test::Thing', Properties: {Size: 1}}}");
        rig.settled("stuck");
        rig.update(
                "stuck",
                """
                Resources:
                  A: {Type: 'Test::Thing', Properties: {Fail: back}}
                  B: {Type: 'Test::Thing', DependsOn: A, Properties: {Fail: create}}
                """);
        assertThat(rig.settled("stuck")).isEqualTo("UPDATE_ROLLBACK_FAILED");
        var skip = ContinueUpdateRollbackRequest.builder().stackName("stuck").resourcesToSkip("A");
        rig.call(Object.class, skip.build());
        assertThat(rig.settled("stuck")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
    }

    @Test
    void anUpdateCanBeCancelled() {
        rig.create("slow", "Resources: {A: {Type: 'Test::Thing', Properties: {Size: 1}}}");
        rig.settled("slow");
        rig.update(
                "slow",
                "Resources: {A: {Type: 'Test::Thing', Properties: {Size: 2, Fail: never}}}");
        rig.awaitTold("slow", "A UPDATE_IN_PROGRESS");
        rig.call(Object.class, CancelUpdateStackRequest.builder().stackName("slow").build());
        assertThat(rig.settled("slow")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(rig.told("slow"))
                .contains(
                        "A UPDATE_FAILED: Resource update cancelled",
                        "slow UPDATE_ROLLBACK_IN_PROGRESS: User Initiated");
        assertThat(world.property("A", "Size")).isEqualTo("1");
        Rig.refused(
                "ValidationError",
                "CancelUpdateStack cannot be called from current stack status",
                () ->
                        rig.call(
                                Object.class,
                                CancelUpdateStackRequest.builder().stackName("slow").build()));
    }

    @Test
    void aCreationCanBeDeletedBeforeItsEnd() {
        String id =
                rig.create(
                        "early",
                        "Resources: {A: {Type: 'Test::Thing'}, B: {Type: 'Test::Thing', Properties: {Fail: never}}}");
        rig.delete("early");
        assertThat(rig.settled(id)).isEqualTo("DELETE_COMPLETE");
        assertThat(world.things).isEmpty();
    }

    @Test
    void whatCannotBeDeletedMayBeLeft() {
        String template =
                "Resources: {A: {Type: 'Test::Thing'}, B: {Type: 'Test::Thing', Properties: {Fail: delete, Link: !Ref A}}}";
        String id = rig.create("held", template);
        rig.settled("held");
        rig.delete("held");
        assertThat(rig.settled("held")).isEqualTo("DELETE_FAILED");
        assertThat(rig.stack("held").stackStatusReason())
                .isEqualTo("The following resource(s) failed to delete: [B]. ");
        assertThat(rig.told("held"))
                .contains("B DELETE_FAILED: The thing is held. (Error Code: Attached)");
        rig.call(
                Object.class,
                DeleteStackRequest.builder().stackName("held").retainResources("B").build());
        assertThat(rig.settled(id)).isEqualTo("DELETE_COMPLETE");
        assertThat(world.byLogicalId().keySet()).containsExactly("B");
        String again = rig.create("held", template);
        rig.settled("held");
        rig.delete("held");
        rig.settled("held");
        rig.call(
                Object.class,
                DeleteStackRequest.builder()
                        .stackName("held")
                        .deletionMode(DeletionMode.FORCE_DELETE_STACK)
                        .build());
        assertThat(rig.settled(again)).isEqualTo("DELETE_COMPLETE");
    }

    @Test
    void whatHappensOnFailureCanBeChosen() {
        String bad =
                "Resources: {A: {Type: 'Test::Thing'}, B: {Type: 'Test::Thing', DependsOn: A, Properties: {Fail: ready}}}";
        var request = CreateStackRequest.builder().templateBody(bad);
        rig.call(Object.class, request.stackName("stays").disableRollback(true).build());
        assertThat(rig.settled("stays")).isEqualTo("CREATE_FAILED");
        assertThat(rig.resources("stays"))
                .containsEntry("A", "CREATE_COMPLETE")
                .containsEntry("B", "CREATE_FAILED");
        rig.call(Object.class, RollbackStackRequest.builder().stackName("stays").build());
        assertThat(rig.settled("stays")).isEqualTo("ROLLBACK_COMPLETE");
        var deleting =
                CreateStackRequest.builder()
                        .templateBody(bad)
                        .stackName("goes")
                        .onFailure(OnFailure.DELETE);
        String id =
                rig.call(
                                software.amazon.awssdk.services.cloudformation.model
                                        .CreateStackResponse.class,
                                deleting.build())
                        .stackId();
        assertThat(rig.settled(id)).isEqualTo("DELETE_COMPLETE");
        assertThat(world.things).isEmpty();
    }

    @Test
    void protectionKeepsAStack() {
        rig.create("kept", TWO);
        rig.settled("kept");
        var on = UpdateTerminationProtectionRequest.builder().stackName("kept");
        rig.call(Object.class, on.enableTerminationProtection(true).build());
        Rig.refused(
                "ValidationError",
                "Stack [kept] cannot be deleted while TerminationProtection is enabled",
                () -> rig.delete("kept"));
        rig.call(Object.class, on.enableTerminationProtection(false).build());
        rig.delete("kept");
    }

    @Test
    void exportsHoldTheirStack() {
        rig.create("two", TWO);
        rig.settled("two");
        String user =
                "Resources: {A: {Type: 'Test::Thing', Properties: {Link: !ImportValue two-where}}}";
        rig.create("user", user);
        assertThat(rig.settled("user")).isEqualTo("CREATE_COMPLETE");
        assertThat(world.property("A", "Size")).isNotNull();
        rig.delete("two");
        assertThat(rig.settled("two")).isEqualTo("DELETE_FAILED");
        assertThat(rig.stack("two").stackStatusReason())
                .isEqualTo("Export two-where cannot be deleted as it is in use by user");
        rig.create("none", user.replace("two-where", "nowhere"));
        assertThat(rig.settled("none")).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(rig.told("none"))
                .contains(
                        "none ROLLBACK_IN_PROGRESS: No export named nowhere found. Rollback requested by user.");
    }

    @Test
    void secretsAreLookedUpWhenTheyAreUsedAndKeptNowhere() {
        world.secrets.put("s", "{\"password\":\"hush\"}");
        String template =
                """
                Parameters: {P: {Type: String, NoEcho: true}}
                Resources:
                  A:
                    Type: Test::Thing
                    Properties: {Password: '{{resolve:secretsmanager:s:SecretString:password}}', Note: !Ref P, Size: 1}
                """;
        var given = Parameter.builder().parameterKey("P").parameterValue("quiet").build();
        var request =
                CreateStackRequest.builder()
                        .stackName("s")
                        .templateBody(template)
                        .parameters(given);
        rig.call(Object.class, request.build());
        assertThat(rig.settled("s")).isEqualTo("CREATE_COMPLETE");
        assertThat(world.property("A", "Password")).isEqualTo("hush");
        assertThat(world.property("A", "Note")).isEqualTo("quiet");
        assertThat(rig.events("s").toString()).doesNotContain("hush", "quiet").contains("****");
        assertThat(rig.stack("s").toString()).doesNotContain("hush", "quiet");
    }

    @Test
    void rolesTakeACapability() {
        String role = "Resources: {R: {Type: 'AWS::IAM::Role', Properties: {RoleName: r}}}";
        Rig.refused(
                "InsufficientCapabilitiesException",
                "Requires capabilities : [CAPABILITY_NAMED_IAM]",
                () -> rig.create("roles", role));
        var request = CreateStackRequest.builder().stackName("roles").templateBody(role);
        rig.call(Object.class, request.capabilities(Capability.CAPABILITY_NAMED_IAM).build());
        assertThat(rig.settled("roles")).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void whatIsNotThereFailsBeforeAnythingIsMade() {
        Rig.refused(
                "ValidationError",
                "Unrecognized resource types: [AWS::Moon::Base]",
                () ->
                        rig.create(
                                "moon",
                                "Resources: {A: {Type: 'Test::Thing'}, M: {Type: 'AWS::Moon::Base'}}"));
        Rig.refused(
                "ValidationError",
                "resource A of type Test::Thing: Encountered unsupported property Colour",
                () ->
                        rig.create(
                                "moon",
                                "Resources: {A: {Type: 'Test::Thing', Properties: {Colour: red}}}"));
        String perhaps =
                """
                Parameters: {On: {Type: String, Default: '%s'}}
                Conditions: {C: !Equals [!Ref On, 'yes']}
                Resources: {A: {Type: 'Test::Thing'}, M: {Type: 'AWS::Moon::Base', Condition: C}}
                """;
        Rig.refused(
                "ValidationError",
                "Unrecognized resource types: [AWS::Moon::Base]",
                () -> rig.create("moon", perhaps.formatted("yes")));
        assertThat(world.asked).isEmpty();
        rig.create("earth", perhaps.formatted("no"));
        assertThat(rig.settled("earth")).isEqualTo("CREATE_COMPLETE");
        Rig.refused(
                "ValidationError", "Stack with id moon does not exist", () -> rig.stack("moon"));
    }

    @Test
    void anEngineThatWasClosedGoesOn(@TempDir Path folder) {
        World elsewhere = new World();
        Path file = folder.resolve("stacks.db");
        try (Store store = EmbeddedStore.openUnwatched(file, 1 << 20);
                Rig first = new Rig(elsewhere, store)) {
            first.create("on", TWO);
        }
        try (Store store = EmbeddedStore.openUnwatched(file, 1 << 20);
                Rig next = new Rig(elsewhere, store)) {
            assertThat(next.settled("on")).isEqualTo("CREATE_COMPLETE");
        }
        assertThat(elsewhere.byLogicalId().keySet()).containsExactly("A", "B");
    }

    @Test
    void aCreationThatTakesTooLongIsRolledBack() {
        var late =
                CreateStackRequest.builder()
                        .stackName("late")
                        .timeoutInMinutes(0)
                        .templateBody(
                                "Resources: {A: {Type: 'Test::Thing', Properties: {Fail: never}}}");
        rig.call(Object.class, late.build());
        assertThat(rig.settled("late")).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(rig.told("late"))
                .contains(
                        "late ROLLBACK_IN_PROGRESS: Stack creation time exceeded the specified timeout. Rollback requested by user.");
    }
}
