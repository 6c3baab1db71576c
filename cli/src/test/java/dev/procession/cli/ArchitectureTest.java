// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the boundaries that Java cannot: they are described in docs/design.md, section 4, and in CONTRIBUTING.md. */
class ArchitectureTest {

    private static final String OURS = "dev.procession";

    /** Which other modules a module may use, by the names of their packages. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.of(
            "messaging", Set.of(),
            "broker", Set.of("messaging"),
            "workers", Set.of("messaging"),
            "multiprocessing", Set.of("messaging", "workers"),
            "runtime", Set.of("messaging", "workers", "multiprocessing"),
            "cli", Set.of("messaging", "workers", "multiprocessing", "runtime", "broker"),
            "batchjobs", Set.of("workers", "multiprocessing"),
            "testing", Set.of("messaging", "broker")));

    /** The contract between processes: nearly all of it is there for other modules, so that it has a rule of its own. */
    private static final String CONTRACT = "messaging";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(OURS);

    private static final Set<String> SLEEPS = Set.of("sleep", "parkNanos", "parkUntil");

    static Set<String> modules() {
        return MAY_USE.keySet();
    }

    static Stream<String> modulesButTheContract() {
        return modules().stream().filter(module -> !module.equals(CONTRACT));
    }

    private static String packageOf(String module) {
        return OURS + "." + module + "..";
    }

    @Test
    void everyClass_belongsToAKnownModule() {
        String[] known = modules().stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
        classes().should().resideInAnyPackage(known).check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void module_usesOnlyTheModulesBelowIt(String module) {
        String[] allowed =
                MAY_USE.get(module).stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(packageOf(module))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(OURS + "..")
                        .or(resideInAnyPackage(packageOf(module)))
                        .or(resideInAnyPackage(allowed)))
                .check(CLASSES);
    }

    @Test
    void packages_formNoCycle() {
        slices().matching(OURS + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void artemisServer_isUsedByTheBrokerAlone() {
        // The artifacts of the client have nothing but the client in api.core, and the server has nothing there.
        noClasses()
                .that()
                .resideOutsideOfPackage(packageOf("broker"))
                .should()
                .dependOnClassesThat(describe(
                        "are of Artemis but not of its client API",
                        type -> type.getPackageName().startsWith("org.apache.activemq.")
                                && !inPackage(type, "org.apache.activemq.artemis.api.core")
                                && !inPackage(type, "org.apache.activemq.artemis.api.jms")
                                && !inPackage(type, "org.apache.activemq.artemis.jms.client")))
                .check(CLASSES);
    }

    @Test
    void messagingClients_areUsedByTheFourModulesThatSpeakToTheBroker() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        packageOf("messaging"), packageOf("broker"), packageOf("workers"), packageOf("multiprocessing"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.activemq..", "jakarta.jms..")
                .check(CLASSES);
    }

    @Test
    void jberet_isUsedByOnePackageAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(OURS + ".runtime.jberet..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jberet..")
                .check(CLASSES);
    }

    @Test
    void processState_isTouchedByProgramsAlone() {
        noClasses()
                .that(are(notPrograms()).and(resideOutsideOfPackage(packageOf("batchjobs"))))
                .should()
                .accessTargetWhere(membersOfSystem("exit", "out", "err", "getenv"))
                .check(CLASSES);
    }

    @Test
    void jobs_mayPrintButNotEndTheProcess() {
        noClasses()
                .that()
                .resideInAPackage(packageOf("batchjobs"))
                .should()
                .accessTargetWhere(membersOfSystem("exit", "getenv"))
                .check(CLASSES);
    }

    @Test
    void wait_isForSomethingThatMayHappen() {
        ArchRule rule = noClasses()
                .that()
                .resideInAnyPackage(packageOf("messaging"), packageOf("runtime"), packageOf("cli"))
                .should()
                .accessTargetWhere(describe(
                        "sleep or park",
                        access -> SLEEPS.contains(access.getTarget().getName())
                                && access.getTargetOwner().getPackageName().startsWith("java.")));
        rule.check(CLASSES);
        rule.check(new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .importPackages(OURS));
    }

    @ParameterizedTest
    @MethodSource("modulesButTheContract")
    void module_hidesAtLeastHalfOfItsTypes(String module) {
        List<JavaClass> types = topLevelTypes(module);
        assertThat(types).isNotEmpty();
        assertThat(visible(types)).hasSizeLessThanOrEqualTo(types.size() / 2);
    }

    @Test
    void contract_showsOnlyWhatOtherModulesUse() {
        List<JavaClass> visible = visible(topLevelTypes(CONTRACT)).stream()
                .filter(type -> !type.isAssignableTo(Throwable.class)) // to be caught by whoever wants to
                .toList();
        assertThat(visible).isNotEmpty();
        assertThat(visible)
                .allSatisfy(type -> assertThat(type.getDirectDependenciesToSelf())
                        .as("uses of %s in other modules", type.getName())
                        .anyMatch(use -> !inPackage(use.getOriginClass(), OURS + "." + CONTRACT)));
    }

    private static List<JavaClass> topLevelTypes(String module) {
        return CLASSES.stream()
                .filter(type -> inPackage(type, OURS + "." + module))
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .toList();
    }

    private static List<JavaClass> visible(List<JavaClass> types) {
        return types.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .toList();
    }

    private static boolean inPackage(JavaClass type, String name) {
        return type.getPackageName().equals(name) || type.getPackageName().startsWith(name + ".");
    }

    private static DescribedPredicate<JavaClass> notPrograms() {
        return describe(
                "no programs",
                type -> !inPackage(type, OURS + ".cli")
                        && !outermost(type).endsWith("Process")
                        && !outermost(type).equals(OURS + ".runtime.ProgramOutput")
                        && !outermost(type).equals(OURS + ".runtime.jberet.ArtifactLogger"));
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    private static DescribedPredicate<JavaAccess<?>> membersOfSystem(String... names) {
        Set<String> wanted = Set.of(names);
        return describe(
                "a member of System among " + wanted,
                access -> access.getTargetOwner().isEquivalentTo(System.class)
                        && wanted.contains(access.getTarget().getName()));
    }
}
