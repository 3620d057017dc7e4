"""What retention records."""

from audit import vocabulary

RULES_PUBLISHED = vocabulary.register("retention.rules.published", "Retention rules of a controller came into force")
RUN_PROPOSED = vocabulary.register("retention.run.proposed", "A retention run was proposed")
RUN_APPROVED = vocabulary.register("retention.run.approved", "A second person approved a retention run")
RUN_BEGUN = vocabulary.register("retention.run.begun", "The execution of a retention run was begun")
RUN_EXECUTED = vocabulary.register("retention.run.executed", "A retention run was executed")
RUN_ABANDONED = vocabulary.register("retention.run.abandoned", "A proposed retention run was abandoned")
