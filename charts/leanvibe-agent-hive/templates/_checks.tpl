{{/* Rules between values, which a schema cannot state. Each failure says what was given, what is allowed and what to do. */}}

{{- define "leanvibe.checkRelease" -}}
{{- if eq .Values.image.tag "latest" }}
{{- fail "image.tag is latest, which names another image tomorrow: give a fixed tag" }}
{{- end }}
{{- range $key := keys .Values.config | sortAlpha }}
{{- if regexMatch "(PASSWORD|TOKEN|SECRET|API_KEY|PRIVATE_KEY)$" $key }}
{{- fail (printf "config.%s looks like a secret, and a ConfigMap can be read by everybody who can read the namespace: keep it in Secrets Manager and give its ARN (%s_ARN)" $key $key) }}
{{- end }}
{{- end }}
{{- if le (int .Values.gateway.keepAliveSeconds) (int .Values.gateway.idleTimeoutSeconds) }}
{{- fail (printf "gateway: keepAliveSeconds (%d) must be above idleTimeoutSeconds (%d), else the gateway reuses connections that a pod is closing: raise keepAliveSeconds" (int .Values.gateway.keepAliveSeconds) (int .Values.gateway.idleTimeoutSeconds)) }}
{{- end }}
{{- end }}

{{- define "leanvibe.checkWorkload" -}}
{{- $scaling := .values.autoscaling }}
{{- $floor := int .values.replicas }}
{{- $floorName := "replicas" }}
{{- if $scaling.enabled }}
{{- $floor = int $scaling.minReplicas }}
{{- $floorName = "autoscaling.minReplicas" }}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}
{{- fail (printf "%s.autoscaling: minReplicas (%d) is above maxReplicas (%d): lower minReplicas or raise maxReplicas" .name (int $scaling.minReplicas) (int $scaling.maxReplicas)) }}
{{- end }}
{{- end }}
{{- $budget := .values.podDisruptionBudget }}
{{- if and $budget.enabled (gt $floor 0) (ge (int $budget.minAvailable) $floor) }}
{{- fail (printf "%s.podDisruptionBudget: minAvailable (%d) must be below %s (%d), else no node that runs the pods can be drained: lower minAvailable, raise %s, or set enabled to false" .name (int $budget.minAvailable) $floorName $floor $floorName) }}
{{- end }}
{{- $drain := .values.drain }}
{{- $needed := add $drain.preStopSeconds $drain.longestRequestSeconds | int }}
{{- if ge $needed (int $drain.terminationGracePeriodSeconds) }}
{{- fail (printf "%s.drain: preStopSeconds + longestRequestSeconds < terminationGracePeriodSeconds does not hold (%d + %d < %d): raise terminationGracePeriodSeconds above %d" .name (int $drain.preStopSeconds) (int $drain.longestRequestSeconds) (int $drain.terminationGracePeriodSeconds) $needed) }}
{{- end }}
{{- end }}
