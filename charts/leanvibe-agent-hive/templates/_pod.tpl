{{/* The pod of a workload: hardened to the restricted Pod Security Standard, and beyond it (read-only root, no token, limits). */}}

{{- define "leanvibe.probe" -}}
httpGet:
  path: {{ .path }}
  port: http
periodSeconds: {{ .periodSeconds }}
timeoutSeconds: {{ .timeoutSeconds }}
failureThreshold: {{ .failureThreshold }}
{{- end }}

{{- define "leanvibe.spread" -}}
- topologyKey: {{ .topologyKey }}
  maxSkew: 1
  whenUnsatisfiable: {{ .whenUnsatisfiable }}
  labelSelector:
    matchLabels:
      {{- include "leanvibe.selectorLabels" .workload | nindent 6 }}
  # During an update old and new pods are spread each among themselves.
  matchLabelKeys: [pod-template-hash]
{{- end }}

{{/*
What happens before SIGTERM, for preStopSeconds: load balancers and nodes forget the pod. With a drain path the application hears
of it at the start, so that it can close WebSockets in good order; whatever it answers, the pause keeps its length.
*/}}
{{- define "leanvibe.preStop" -}}
{{- if .values.drain.path }}
exec:
  command:
    - python3
    - -c
    - |
      import http.client, time
      seconds = {{ .values.drain.preStopSeconds }}
      end = time.monotonic() + seconds
      try:
          connection = http.client.HTTPConnection("127.0.0.1", {{ .values.port }}, timeout=seconds)
          connection.request("POST", "{{ .values.drain.path }}?seconds=%d" % seconds)
          connection.getresponse().read()
      except Exception:
          pass
      time.sleep(max(0, end - time.monotonic()))
{{- else }}
sleep:
  seconds: {{ .values.drain.preStopSeconds }}
{{- end }}
{{- end }}

{{- define "leanvibe.podSpec" -}}
serviceAccountName: {{ include "leanvibe.name" . }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .values.drain.terminationGracePeriodSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
topologySpreadConstraints:
  {{- include "leanvibe.spread" (dict "workload" . "topologyKey" "topology.kubernetes.io/zone" "whenUnsatisfiable" .values.topologySpread.zone) | nindent 2 }}
  {{- include "leanvibe.spread" (dict "workload" . "topologyKey" "kubernetes.io/hostname" "whenUnsatisfiable" .values.topologySpread.host) | nindent 2 }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  - name: {{ .name }}
    image: {{ include "leanvibe.image" . }}
    imagePullPolicy: {{ include "leanvibe.pullPolicy" . }}
    {{- if and (eq .name "frontend") .values.otherColour.enabled }}
    {{- include "leanvibe.nginxStart" . | nindent 4 }}
    {{- else }}
    {{- with .values.command }}
    command:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .values.args }}
    args:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- end }}
    ports:
      - name: http
        containerPort: {{ .values.port }}
        protocol: TCP
    {{- if ne .name "frontend" }}
    env:
      # Consumers of the Redis streams are named by pod.
      - name: POD_NAME
        valueFrom:
          fieldRef:
            fieldPath: metadata.name
    envFrom:
      - configMapRef:
          name: {{ include "leanvibe.configName" .root }}
          optional: false
      - configMapRef:
          name: {{ .root.Values.platformConfigMap }}
          optional: false
      {{- if .root.Values.externalSecret.enabled }}
      - secretRef:
          name: {{ include "leanvibe.externalSecretName" .root }}
          optional: false
      {{- end }}
    {{- end }}
    securityContext:
      allowPrivilegeEscalation: false
      privileged: false
      readOnlyRootFilesystem: true
      runAsNonRoot: true
      runAsUser: 1000
      runAsGroup: 1000
      capabilities:
        drop: [ALL]
      seccompProfile:
        type: RuntimeDefault
    resources:
      {{- toYaml .values.resources | nindent 6 }}
    startupProbe:
      {{- include "leanvibe.probe" .values.probes.startup | nindent 6 }}
    readinessProbe:
      {{- include "leanvibe.probe" .values.probes.readiness | nindent 6 }}
    livenessProbe:
      {{- include "leanvibe.probe" .values.probes.liveness | nindent 6 }}
    {{- if gt (int .values.drain.preStopSeconds) 0 }}
    lifecycle:
      preStop:
        {{- include "leanvibe.preStop" . | nindent 8 }}
    {{- end }}
    # A container that dies without a message leaves its last log lines as one, so that an update that fails can show them.
    terminationMessagePolicy: FallbackToLogsOnError
    volumeMounts:
      - name: tmp
        mountPath: /tmp
      {{- if eq .name "frontend" }}
      - name: nginx
        mountPath: /etc/nginx/nginx.conf
        subPath: nginx.conf
        readOnly: true
      {{- end }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: {{ .values.tmpSizeLimit }}
  {{- if eq .name "frontend" }}
  - name: nginx
    configMap:
      name: {{ include "leanvibe.nginxName" .root }}
      optional: false
  {{- end }}
{{- end }}
