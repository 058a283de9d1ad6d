using IopPlatform.ClinicalNotes;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.ClinicalNotes.Features.Certifications;
using IopPlatform.ClinicalNotes.Features.Discharges;
using IopPlatform.ClinicalNotes.Features.GroupNotes;
using IopPlatform.ClinicalNotes.Features.Notes;
using IopPlatform.ClinicalNotes.Features.Plans;
using IopPlatform.ClinicalNotes.Features.Prescriptions;
using IopPlatform.ClinicalNotes.Features.Reviews;
using IopPlatform.ClinicalNotes.Features.SafetyTasks;
using IopPlatform.Messaging;
using IopPlatform.Messaging.Operations;
using IopPlatform.Persistence;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApi();
builder.AddTenantDatabase("clinical-notes");
builder.AddProtectedFields(ClinicalFields.All);
builder.AddMetrics<NotesMetrics>();
builder.AddMessaging("clinical-notes", typeof(ClinicalNotesAssembly).Assembly);

var app = builder.Build();
app.MapDefaultEndpoints();
var api = app.MapApi("/api/clinical-notes");
var internals = app.MapInternal();
internals.MapKeys();
internals.MapParkedMessages();

WritePlan.Map(api);
GetPlan.Map(api);
GetPlanInForce.Map(api);
SignPlan.Map(api);
ChangePrescription.Map(api);
GetPrescription.Map(api);
CertifyEpisode.Map(api);
GetCertification.Map(api);

WriteGroupNote.Map(api);
GetGroupNote.Map(api);
ListNotes.Map(api);
GetNote.Map(api);
EditNote.Map(api);
SignNote.Map(api);
CosignNote.Map(api);
AppendAddendum.Map(api);
GetAddendum.Map(api);

DecideReview.Map(api);
GetReview.Map(api);
ListSafetyTasks.Map(api);
GetSafetyTask.Map(api);
AcknowledgeSafetyTask.Map(api);
WriteDischarge.Map(api);
GetDischarge.Map(api);
SignDischarge.Map(api);
api.MapAuditTrail("clinical-notes");

app.Run();
