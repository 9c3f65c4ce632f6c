package io.vedette.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files in deploy/, as far as they can be judged without Docker or a cluster: syntax, and names that must match. */
class DeployFilesTest {
    private static final Path DEPLOY = Path.of("..", "deploy");

    @Test
    void theComposeFileHasThreeDataNodesAndThreeSentinels() throws IOException {
        Map<String, Object> compose = map(load("compose.yaml").getFirst());
        Set<String> services = map(compose.get("services")).keySet();
        assertEquals(Set.of("data-1", "data-2", "data-3", "sentinel-1", "sentinel-2", "sentinel-3"), services);
    }

    @Test
    void everyConfigurationAndVolumeThatAComposeFileUsesIsDefined() throws IOException {
        for (String name : List.of("compose.yaml", "compose.host-network.yaml")) {
            Map<String, Object> compose = map(load(name).getFirst());
            for (Object service : map(compose.get("services")).values()) {
                for (Object use : list(map(service).get("configs"))) {
                    assertTrue(map(compose.get("configs")).containsKey(map(use).get("source")), name + ": " + use);
                }
                for (Object use : list(map(service).get("volumes"))) {
                    String volume = use.toString().substring(0, use.toString().indexOf(':'));
                    assertTrue(map(compose.get("volumes")).containsKey(volume), name + ": " + use);
                }
            }
        }
    }

    @Test
    void theManifestsAreOfTheKindsThatTheyShouldBe() throws IOException {
        List<Object> kinds = new ArrayList<>();
        load("kubernetes/vedette.yaml")
                .forEach(document -> kinds.add(map(document).get("kind")));
        assertEquals(List.of("Service", "ConfigMap", "StatefulSet", "PodDisruptionBudget"), kinds);
    }

    @Test
    void everyPodHasProbesAndMountsWhatItsVolumesOffer() throws IOException {
        Map<String, Object> set =
                map(map(load("kubernetes/vedette.yaml").get(2)).get("spec"));
        Map<String, Object> pod = map(map(set.get("template")).get("spec"));
        Set<Object> offered = new HashSet<>();
        list(pod.get("volumes")).forEach(volume -> offered.add(map(volume).get("name")));
        list(set.get("volumeClaimTemplates"))
                .forEach(claim -> offered.add(map(map(claim).get("metadata")).get("name")));
        for (Object container : list(pod.get("containers"))) {
            assertTrue(map(container).containsKey("readinessProbe"), container.toString());
            assertTrue(map(container).containsKey("livenessProbe"), container.toString());
            for (Object mount : list(map(container).get("volumeMounts"))) {
                assertTrue(offered.contains(map(mount).get("name")), mount.toString());
            }
        }
    }

    @Test
    void theUnitsLeaveTheCompilerItsMemory() throws IOException {
        try (Stream<Path> files = Files.list(DEPLOY)) {
            List<Path> units =
                    files.filter(file -> file.toString().endsWith(".service")).toList();
            assertEquals(2, units.size());
            for (Path unit : units) {
                assertFalse(
                        Files.readAllLines(unit).stream().anyMatch(line -> line.startsWith("MemoryDenyWriteExecute")),
                        unit.toString());
            }
        }
    }

    private static List<Object> load(String name) throws IOException {
        List<Object> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(Files.readString(DEPLOY.resolve(name)))
                .forEach(documents::add);
        return documents;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object node) {
        return node == null ? List.of() : (List<Object>) node;
    }
}
