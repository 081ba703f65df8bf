"""Every publisher's form of a list is read; small files made from the published descriptions of the forms."""

import json
import zipfile

import pytest

from affidavit.model.errors import UsageError
from affidavit.screening import ListEntry, Matcher, ScreenedName
from affidavit.screening.entries import birth, born_alike, iso_day
from affidavit.screening.formats import read_file

OFAC_XML = """<?xml version="1.0"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
 <publshInformation><Publish_Date>02/24/2023</Publish_Date><Record_Count>2</Record_Count></publshInformation>
 <sdnEntry><uid>11</uid><firstName>Oleg</firstName><lastName>VERESOV</lastName><sdnType>Individual</sdnType>
  <programList><program>RUSSIA-EO14024</program></programList>
  <idList><id><uid>1</uid><idType>Passport</idType><idNumber>75 1234567</idNumber></id></idList>
  <akaList><aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>VERES</lastName></aka></akaList>
  <nationalityList><nationality><uid>3</uid><country>Russia</country></nationality></nationalityList>
  <dateOfBirthList><dateOfBirthItem><uid>4</uid><dateOfBirth>05 Mar 1961</dateOfBirth></dateOfBirthItem></dateOfBirthList>
 </sdnEntry>
 <sdnEntry><uid>12</uid><lastName>ZARECHINSK PLANT</lastName><sdnType>Entity</sdnType></sdnEntry>
</sdnList>"""
ADVANCED = """<?xml version="1.0"?>
<Sanctions xmlns="http://www.un.org/sanctions/1.0">
 <DateOfIssue CalendarTypeID="1"><Year>2023</Year><Month>2</Month><Day>24</Day></DateOfIssue>
 <ReferenceValueSets>
  <FeatureTypeValues><FeatureType ID="8">Birthdate</FeatureType></FeatureTypeValues>
  <PartySubTypeValues><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues>
  <PartyTypeValues><PartyType ID="1">Individual</PartyType></PartyTypeValues>
  <SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="2">Block</SanctionsType></SanctionsTypeValues>
 </ReferenceValueSets>
 <IDRegDocuments><IDRegDocument ID="1" IdentityID="77"><IDRegistrationNo>751234567</IDRegistrationNo></IDRegDocument></IDRegDocuments>
 <DistinctParties><DistinctParty FixedRef="11"><Profile ID="11" PartySubTypeID="4">
  <Identity ID="77" Primary="true">
   <Alias Primary="true" LowQuality="false"><DocumentedName><DocumentedNamePart><NamePartValue>VERESOV</NamePartValue></DocumentedNamePart>
    <DocumentedNamePart><NamePartValue>Oleg</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
   <Alias Primary="false" LowQuality="true"><DocumentedName><DocumentedNamePart><NamePartValue>VERES</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
  </Identity>
  <Feature ID="1" FeatureTypeID="8"><FeatureVersion><DatePeriod><Start><From><Year>1961</Year><Month>3</Month><Day>5</Day></From></Start></DatePeriod></FeatureVersion></Feature>
 </Profile></DistinctParty></DistinctParties>
 <SanctionsEntries><SanctionsEntry ID="1" ProfileID="11"><EntryEvent><Date><Year>2022</Year><Month>4</Month><Day>6</Day></Date></EntryEvent>
  <SanctionsMeasure SanctionsTypeID="2"><Comment/></SanctionsMeasure><SanctionsMeasure SanctionsTypeID="1"><Comment>RUSSIA-EO14024</Comment></SanctionsMeasure></SanctionsEntry></SanctionsEntries>
</Sanctions>"""
EU_XML = """<?xml version="1.0"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2023-02-24T10:00:00" globalFileId="1">
 <sanctionEntity designationDate="2022-04-06" euReferenceNumber="EU.1.1" logicalId="11">
  <regulation publicationDate="2022-04-08" programme="UKR" logicalId="1"/><subjectType code="person" classificationCode="P"/>
  <nameAlias firstName="Oleg" lastName="VERESOV" wholeName="Oleg VERESOV" strong="true"/>
  <nameAlias wholeName="Олег ВЕРЕСОВ" strong="true"/><nameAlias wholeName="Veres" strong="false"/>
  <birthdate birthdate="1961-03-05" year="1961"/><citizenship countryIso2Code="RU"/>
  <identification number="75 1234567" identificationTypeCode="passport"/>
 </sanctionEntity>
 <sanctionEntity logicalId="12"><subjectType code="enterprise"/><nameAlias wholeName="Zarechinsk Plant"/></sanctionEntity>
</export>"""
UN_XML = """<CONSOLIDATED_LIST dateGenerated="2023-02-24T00:00:00Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>
 <FIRST_NAME>Oleg</FIRST_NAME><SECOND_NAME>VERESOV</SECOND_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>
 <REFERENCE_NUMBER>KPi.011</REFERENCE_NUMBER><LISTED_ON>2022-04-06</LISTED_ON><NATIONALITY><VALUE>Russian Federation</VALUE></NATIONALITY>
 <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Veres</ALIAS_NAME></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_DATE_OF_BIRTH><DATE>1961-03-05</DATE></INDIVIDUAL_DATE_OF_BIRTH>
 <INDIVIDUAL_DOCUMENT><NUMBER>751234567</NUMBER></INDIVIDUAL_DOCUMENT></INDIVIDUAL></INDIVIDUALS>
 <ENTITIES><ENTITY><FIRST_NAME>ZARECHINSK PLANT</FIRST_NAME><REFERENCE_NUMBER>KPe.012</REFERENCE_NUMBER></ENTITY></ENTITIES></CONSOLIDATED_LIST>"""
SECO = """<swiss-sanctions-list date="2023-02-24" list-type="full">
 <program ssid="1"><program-key lang="eng">Ukraine</program-key><sanctions-set ssid="9" lang="eng">Annex 8</sanctions-set></program>
 <place ssid="5"><location>Minsk</location><country iso-code="BY">Belarus</country></place>
 <target ssid="11"><sanctions-set-id>9</sanctions-set-id><individual sex="male"><identity ssid="2" main="true">
  <name ssid="3" name-type="primary-name" quality="good"><name-part ssid="4" order="2" name-part-type="family-name"><value>Veresov</value>
   <spelling-variant lang="rus" script="Cyrl">Вересов</spelling-variant></name-part>
   <name-part ssid="6" order="1" name-part-type="given-name"><value>Oleg</value><spelling-variant lang="rus" script="Cyrl">Олег</spelling-variant></name-part></name>
  <nationality ssid="7"><country iso-code="RU">Russia</country></nationality><day-month-year ssid="8" day="5" month="3" year="1961"/>
  <identification-document ssid="10" document-type="passport"><number>751234567</number></identification-document></identity></individual>
  <modification modification-type="listed" publication-date="2022-04-08" effective-date="2022-04-06"/></target>
 <target ssid="12"><entity><identity main="true"><name quality="good"><name-part order="1" name-part-type="whole-name"><value>Zarechinsk Plant</value></name-part></name></identity></entity>
  <modification modification-type="listed" effective-date="2021-01-01"/><modification modification-type="de-listed" effective-date="2022-12-31"/></target>
</swiss-sanctions-list>"""
UK_XML = """<Designations><DateGenerated>24/02/2023</DateGenerated><Designation><UniqueID>RUS0011</UniqueID>
 <DateDesignated>06/04/2022</DateDesignated><Names><Name><Name1>Oleg</Name1><Name6>VERESOV</Name6><NameType>Primary Name</NameType></Name></Names>
 <NonLatinNames><NonLatinName><NameNonLatinScript>Олег ВЕРЕСОВ</NameNonLatinScript></NonLatinName></NonLatinNames>
 <RegimeName>Russia</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip><SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>
 <IndividualDetails><Individual><DOBs><DOB>05/03/1961</DOB></DOBs><Nationalities><Nationality>Russia</Nationality></Nationalities>
 <PassportDetails><Passport><PassportNumber>751234567</PassportNumber></Passport></PassportDetails></Individual></IndividualDetails></Designation></Designations>"""
OFSI_XML = """<ArrayOfFinancialSanctionsTarget xmlns="http://schemas.hmtreasury.gov.uk/ofsi/consolidatedlist">
 <FinancialSanctionsTarget><name1>Oleg</name1><Name6>VERESOV</Name6><GroupTypeDescription>Individual</GroupTypeDescription><GroupID>11</GroupID>
 <RegimeName>Russia</RegimeName><DateListed>2022-04-06T00:00:00</DateListed><DateOfBirth>05/03/1961</DateOfBirth><Nationality>Russia</Nationality>
 <PassportNumber>751234567</PassportNumber></FinancialSanctionsTarget></ArrayOfFinancialSanctionsTarget>"""
OFSI_CSV = """Last Updated,24/02/2023
Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,DOB,Nationality,Passport Number,Country,Group Type,Alias Type,Alias Quality,Regime,Listed On,Last Updated,Group ID
VERESOV,Oleg,,,,,,Олег ВЕРЕСОВ,05/03/1961,Russia,751234567,Russia,Individual,Primary name,,Russia,06/04/2022,06/04/2022,11
VERES,,,,,,,,,,,,Individual,AKA,Low,Russia,06/04/2022,06/04/2022,11
"""
EU_CSV = """fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_DesignationDate;Entity_SubjectType;Entity_Regulation_Programme;NameAlias_WholeName;BirthDate_BirthDate;Identification_Number;Citizenship_CountryIso2Code
24/02/2023;11;EU.1.1;2022-04-06;person;UKR;Oleg VERESOV;;;
24/02/2023;11;EU.1.1;2022-04-06;person;UKR;;1961-03-05;751234567;
24/02/2023;11;EU.1.1;2022-04-06;person;UKR;;;;RU
"""
STATEMENTS = """canonical_id,entity_id,prop,prop_type,schema,value,dataset,lang,original_value,external,first_seen,last_seen,id
NK-1,x-1,name,name,Person,Oleg Veresov,ua_nsdc,,,f,2022-04-06,2023-02-24,1
NK-1,x-1,nationality,country,Person,ru,ua_nsdc,,,f,2022-04-06,2023-02-24,2
NK-1,x-1,birthDate,date,Person,1961-03-05,ua_nsdc,,,f,2022-04-06,2023-02-24,3
NK-1,x-1,passportNumber,identifier,Person,751234567,ua_nsdc,,,f,2022-04-06,2023-02-24,4
"""
NESTED = json.dumps(
    {
        "id": "NK-1", "schema": "Person", "caption": "Oleg Veresov", "datasets": ["ua_nsdc"], "first_seen": "2022-05-01T00:00:00",
        "last_seen": "2023-02-24T00:00:00",
        "properties": {"name": ["Oleg Veresov"], "weakAlias": ["Veres"], "nationality": ["ru"], "birthDate": ["1961-03-05"],
                       "passportNumber": ["751234567"],
                       "sanctions": [{"schema": "Sanction", "properties": {"startDate": ["2022-04-06"], "program": ["NSDC"]}}]},
    }
)  # fmt: skip
OWN = "name;id;type;aliases;country;birth_date;numbers;listed_from\nOleg Veresov;1;person;Veres;Russia;1961-03-05;75 1234567;2022-04-06\n"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
EXACT, NOT_TOLD, ON_OR_BEFORE = "2022-04-06", "", ""


@pytest.mark.parametrize(
    ("name", "content", "entries", "listed", "date"),
    [
        ("sdn.xml", OFAC_XML, 2, NOT_TOLD, "2023-02-24"),
        ("sdn_advanced.xml", ADVANCED, 1, EXACT, "2023-02-24"),
        ("eu.xml", EU_XML, 2, EXACT, "2023-02-24"),
        ("eu.csv", EU_CSV, 1, EXACT, "2023-02-24"),
        ("un.xml", UN_XML, 2, EXACT, "2023-02-24"),
        ("seco.xml", SECO, 2, EXACT, "2023-02-24"),
        ("uk.xml", UK_XML, 1, EXACT, "2023-02-24"),
        ("ConList.xml", OFSI_XML, 1, EXACT, ""),
        ("ConList.csv", OFSI_CSV, 1, EXACT, "2023-02-24"),
        ("statements.csv", STATEMENTS, 1, EXACT, "2023-02-24"),
        ("targets.nested.json", NESTED, 1, EXACT, "2023-02-24"),
        ("own.csv", OWN, 1, EXACT, ""),
    ],
)
def test_one_person_comes_out_the_same_of_every_form(
    tmp_path, name, content, entries, listed, date
):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    found = read_file(path)
    assert (len(found.entries), found.skipped, found.date) == (entries, [], date)
    entry = found.entries[0]
    assert {"veresov", "oleg"} <= set(entry.name.lower().split())
    assert entry.schema == "Person"
    assert entry.countries == ("ru",) or name == "sdn_advanced.xml"
    assert entry.birth_dates == ("1961-03-05",)
    assert entry.numbers == ("751234567",)
    assert entry.listed_from == listed


def test_weak_aliases_other_scripts_and_ends_are_kept(tmp_path):
    for name, content in (("a.xml", EU_XML), ("s.xml", SECO), ("c.csv", OFSI_CSV)):
        (tmp_path / name).write_text(content, "utf-8")
    eu, seco, ofsi = (read_file(tmp_path / name).entries for name in ("a.xml", "s.xml", "c.csv"))
    assert eu[0].weak == ("Veres",)
    assert "Олег ВЕРЕСОВ" in eu[0].aliases
    assert "Олег Вересов" in seco[0].aliases
    assert ofsi[0].weak == ("VERES",)
    assert seco[1].in_force("2022-12-31") == "in_force"
    assert seco[1].in_force("2023-01-01") == "no_longer"


def test_a_day_that_is_none_hides_no_other(tmp_path):
    csv = tmp_path / "eu.csv"
    csv.write_text(
        "fileGenerationDate;Entity_LogicalId;Entity_SubjectType;Entity_Regulation_PublicationDate;"
        "Entity_Regulation_Programme;NameAlias_WholeName\n"
        "01/03/2023;77;P;n/a;UKR;Oleg Veresov\n01/03/2023;78;P;2022-03-01;UKR;Ivan Petrov\n",
        "utf-8",
    )
    xml = tmp_path / "eu.xml"
    xml.write_text(EU_XML.replace(' publicationDate="', ' publicationDate="n/a', 1), "utf-8")
    assert [(e.name, e.listed_by) for e in read_file(csv).entries] == [
        ("Oleg Veresov", ""),
        ("Ivan Petrov", "2022-03-01"),
    ]
    assert len(read_file(xml).entries) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("eu.xml", EU_XML.replace(' strong="true"', ' strong="false"')),
        (
            "sdn.xml",
            OFAC_XML.replace("<firstName>Oleg</firstName><lastName>VERESOV</lastName>", "", 1),
        ),
    ],
)
def test_who_has_no_name_but_weak_ones_is_taken_by_the_first(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    found = read_file(path)
    assert len(found.entries) == 2
    assert found.skipped == []
    assert found.entries[0].name
    assert found.entries[0].name not in found.entries[0].weak


def test_the_united_kingdoms_list_as_a_spreadsheet(tmp_path):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{field}</text:p></table:table-cell>'
            for field in line.split(",")
        )
        + "</table:table-row>"
        for line in OFSI_CSV.strip().splitlines()
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="list">{cells}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    path = tmp_path / "list.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    (entry,) = read_file(path).entries
    assert (entry.birth_dates, entry.listed_from) == (("1961-03-05",), "2022-04-06")


def test_ownership_is_read_from_entities(tmp_path):
    lines = [
        {"id": "A", "schema": "Company", "properties": {"name": ["Altair Holding"]}},
        {"id": "B", "schema": "Company", "properties": {"name": ["Byte Trade"]}},
        {"id": "O", "schema": "Ownership", "properties": {"owner": ["A"], "asset": ["B"], "percentage": ["51 %"]}},
        {"id": "S", "schema": "Sanction", "properties": {"entity": ["A"], "listingDate": ["2022-04-06"], "endDate": ["2024-01-01"]}},
    ]  # fmt: skip
    path = tmp_path / "entities.ftm.json"
    path.write_text("\n".join(map(json.dumps, lines)) + "\nnot json\n", "utf-8")
    found = read_file(path)
    holding, trade = found.entries
    assert (holding.listed_from, holding.listed_to) == ("2022-04-06", "2024-01-01")
    assert [(o.name, o.id, o.share) for o in trade.owners] == [("Altair Holding", "A", 51.0)]
    assert len(found.skipped) == 1


@pytest.mark.parametrize("broken", [OFAC_XML[:-40], EU_XML.replace("</sanctionEntity>", "", 1)])
def test_a_broken_file_is_read_as_far_as_it_goes_and_said(tmp_path, broken):
    path = tmp_path / "broken.xml"
    path.write_text(broken, "utf-8")
    found = read_file(path)
    assert found.entries
    assert found.skipped


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "<html/>", "PK\x03\x04", "\x00\x01"])
def test_what_is_no_list_is_refused(tmp_path, content):
    path = tmp_path / "x.dat"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=r"x\.dat is no list"):
        read_file(path)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("24-02-2022", "2022-02-24"), ("2022/02/24", "2022-02-24"), ("February 24, 2022", "2022-02-24"), ("2/24/2022", "2022-02-24"),
        ("20220224", "2022-02-24"), ("23-Apr-2024", "2024-04-23"), ("2022-02-24T10:00:00Z", "2022-02-24"), ("Feb 1960", "1960-02"),
        ("1960", "1960"), ("00/00/1960", "1960"), ("soon", ""),
    ],
)  # fmt: skip
def test_days_as_lists_write_them(told, day):
    assert iso_day(told) == day


def test_births_are_as_rough_as_they_are_told():
    assert (birth("circa 1957"), birth("1960 to 1965"), birth("5 Mar 1961")) == (
        "~1957", "1960/1965", "1961-03-05",
    )  # fmt: skip
    assert born_alike("~1957", "1952-01-01")
    assert born_alike("1960/1965", "1963")
    assert not born_alike("1961-03-05", "1962")


def test_who_is_no_target_is_no_entry_and_one_end_ends_not_all(tmp_path):
    lines = [
        {"id": "A", "schema": "Person", "target": False, "properties": {"name": ["Anna"], "topics": ["role.pep"]}},
        {"id": "B", "schema": "Person", "target": True, "properties": {"name": ["Boris"]}},
        {"id": "S1", "schema": "Sanction", "properties": {"entity": ["B"], "startDate": ["2014-01-01"]}},
        {"id": "S2", "schema": "Sanction", "properties": {"entity": ["B"], "startDate": ["2015-01-01"], "endDate": ["2018-01-01"]}},
        {"id": "C", "schema": "Person", "datasets": 5, "properties": {"name": 5}},
    ]  # fmt: skip
    path = tmp_path / "entities.json"
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text.replace("Boris", "Boris\u2028Lvov") + "\n" + "[" * 100_000, "utf-8")
    found = read_file(path)
    (boris,) = found.entries
    assert (boris.name, boris.in_force("2024-01-01")) == ("Boris Lvov", "in_force")
    assert len(found.skipped) == 2


def test_a_list_in_the_cyrillic_code_page_is_read(tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes("name,type\nИванов Иван Петрович,person\nЗавод Маяк,entity\n".encode("cp1251"))
    entries = read_file(path).entries
    assert [(e.name, e.schema) for e in entries] == [
        ("Иванов Иван Петрович", "Person"),
        ("Завод Маяк", "LegalEntity"),
    ]


def test_a_name_that_stands_on_the_list_is_always_found(tmp_path):
    entries = [
        ListEntry("1", "Person", "Faiz"),
        ListEntry("2", "Person", "Mikhail Yuhanna", aliases=("Tariq Mikhail Aziz",)),
        ListEntry("3", "Company", "Doo Ships Ltd"),
        ListEntry("4", "Vessel", "Fuga Bluemarine"),
    ]
    matcher = Matcher([("list", entries)])
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            assert entry.id in {v.entry.id for v in matcher.screen(ScreenedName(name))}, name
