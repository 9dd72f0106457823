package io.annals.command.log;

import io.annals.command.platform.Settings;
import io.annals.events.Kind;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes the topics that are missing, and refuses those that would forget. */
final class TopicCheck {

    private static final Map<String, String> KEEP_ALL =
            Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");
    private static final Map<String, String> CREATED =
            Map.of(
                    "cleanup.policy",
                    "delete",
                    "retention.ms",
                    "-1",
                    "retention.bytes",
                    "-1",
                    "max.message.bytes",
                    "4000000");
    private static final int SECONDS = 20;

    private final Settings.Kafka settings;

    TopicCheck(Settings.Kafka settings) {
        this.settings = settings;
    }

    /**
     * The ids of the topics, once all exist and keep all.
     *
     * @throws KafkaException when Kafka does not answer, or a topic would forget
     */
    String ready() throws InterruptedException {
        List<String> kinds = Arrays.stream(Kind.values()).map(settings.topics()::of).toList();
        List<String> all = new ArrayList<>(kinds);
        all.add(settings.topics().head());
        Map<String, Object> config =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        settings.bootstrap(),
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        "5000",
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        "15000");
        try (Admin admin = Admin.create(config)) {
            try {
                create(admin, kinds);
                check(admin, kinds);
                Map<String, TopicDescription> topics =
                        new TreeMap<>(
                                admin.describeTopics(all)
                                        .allTopicNames()
                                        .get(SECONDS, TimeUnit.SECONDS));
                return String.join(
                        " ",
                        topics.values().stream()
                                .map(topic -> topic.name() + "=" + topic.topicId())
                                .toList());
            } catch (ExecutionException e) {
                throw new KafkaException("Kafka did not answer", e.getCause());
            } catch (TimeoutException e) {
                throw new KafkaException("Kafka did not answer", e);
            } finally {
                admin.close(Duration.ZERO);
            }
        }
    }

    private void create(Admin admin, List<String> kinds)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<NewTopic> wanted = new ArrayList<>();
        kinds.forEach(
                kind ->
                        wanted.add(
                                new NewTopic(
                                                kind,
                                                Optional.of(settings.partitions()),
                                                Optional.empty())
                                        .configs(CREATED)));
        wanted.add(
                new NewTopic(settings.topics().head(), Optional.of(1), Optional.empty())
                        .configs(Map.of("cleanup.policy", "compact")));
        var existing = admin.listTopics().names().get(SECONDS, TimeUnit.SECONDS);
        wanted.removeIf(topic -> existing.contains(topic.name()));
        try {
            admin.createTopics(wanted).all().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static void check(Admin admin, List<String> kinds)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<ConfigResource> resources =
                kinds.stream()
                        .map(kind -> new ConfigResource(ConfigResource.Type.TOPIC, kind))
                        .toList();
        for (Map.Entry<ConfigResource, Config> topic :
                admin.describeConfigs(resources).all().get(SECONDS, TimeUnit.SECONDS).entrySet()) {
            KEEP_ALL.forEach(
                    (name, value) -> {
                        String is = topic.getValue().get(name).value();
                        if (!value.equals(is)) {
                            throw new KafkaException(
                                    "topic "
                                            + topic.getKey().name()
                                            + " would forget: "
                                            + name
                                            + " is "
                                            + is
                                            + ", must be "
                                            + value);
                        }
                    });
        }
    }
}
